@testable import RunConfigurations

extension BadScenarioTests {
  static let conflicts = [
    Spoilt(
      "data: 128", "data: 127", .inconsistent,
      "3: parallelism: pipeline 16 x data 127 x tensor 1 x context 1 = 2,032 GPUs, but small has "
        + "2,048; data 128 would fit"),
    Spoilt(
      "expert: 64", "expert: 63", .inconsistent,
      "3: parallelism: expert is 63, which does not divide data 128 x context 1 = 128; expected 64 "
        + "or another divisor"),
    Spoilt(
      "data: 128, expert: 64", "data: 8, tensor: 16", .inconsistent,
      "3: parallelism: tensor is 16, but a tensor group stays inside a node of 8 GPUs; expected 8 "
        + "or another divisor"),
    Spoilt(
      "pipeline: 16, data: 128, expert: 64", "pipeline: 4, data: 512, expert: 512", .inconsistent,
      "3: parallelism.expert is 512; expected a divisor of the 256 experts of deepseek-v3"),
    Spoilt(
      "context: 4}", "context: 5}", .inconsistent,
      "13: run.phases[1].parallelism: pipeline 16 x data 32 x tensor 1 x context 5 = 2,560 GPUs, "
        + "but small has 2,048; expected equal counts"),
    Spoilt(
      "15360", "15361", .inconsistent,
      "4: batch.sequences is 15361; expected a multiple of data 128 x microbatch 1 = 128, such as "
        + "15360"),
    Spoilt(
      "4096", "4096, microbatch: 7", .inconsistent,
      "4: batch.sequences is 15360; expected a multiple of data 128 x microbatch 7 = 896, such as "
        + "15232"),
    Spoilt(
      "sequences: 480", "sequences: 480, sequenceLength: 4097", .inconsistent,
      "13: run.phases[1].sequenceLength is 4097; expected a multiple of context 4"),
    Spoilt(
      "mtp: 1", "mtp: 2", .inconsistent,
      "8: mtp is 2; expected at most 1, the modules of deepseek-v3"),
    Spoilt(
      "mtp: 1", "stages: Ett|(tttt|)*14ttL", .inconsistent,
      "8: stages: the layout Ett|(tttt|)*14ttL: 60 layers (t), the last at place 16; "
        + "expected 61"),
    Spoilt(
      "mtp: 1", "stages: E(tttt|)*14tttttL", .inconsistent,
      "8: stages: the layout E(tttt|)*14tttttL: 15 stages, divided by 14 borders (|); expected 16"),
    Spoilt(
      "mtp: 1", "routing: {balance: balanced, skew: 0.3}", .inconsistent,
      "8: routing.skew is 0.3; expected no such key beside balance: balanced"),
    Spoilt(
      "recompute: none", "recompute: [norm, norm]", .inconsistent,
      "7: recompute[1] is norm; expected each item once"),
    Spoilt(
      "slowdown: 1.1}", "slowdown: 1.1}, {gpu: 17, slowdown: 2}", .inconsistent,
      "9: stragglers[1].gpu is 17; expected each GPU once"),
    Spoilt(
      "tokens: 14.8T", "tokens: 14.8T, steps: 3", .inconsistent,
      "12: run.phases[0] has tokens and steps; expected exactly one of tokens, steps, gpuHours"),
    Spoilt(
      "gpuHours: 5000", "gpuHours: 5000, chunks: 2", .inconsistent,
      "14: run.phases[2].chunks stands beside gpuHours, which is taken as given; expected tokens "
        + "or steps instead of gpuHours, or no chunks"),
    Spoilt(
      "tokens: 14.8T", "steps: 9, batchRamp: {from: 3072, to: 15360, over: 469B}", .inconsistent,
      "12: run.phases[0].batchRamp needs a phase in tokens; expected tokens"),
    Spoilt(
      "14.8T", "14.8T, batchRamp: {from: 100, to: 15360, over: 469B}", .inconsistent,
      "12: run.phases[0].batchRamp.from is 100; expected at least 2 x data 128 x microbatch 1 = "
        + "256 and at most 15360"),
    Spoilt(
      "14.8T", "14.8T, batchRamp: {from: 3072, to: 15000, over: 469B}", .inconsistent,
      "12: run.phases[0].batchRamp.to is 15000; expected the phase's 15360 sequences"),
    Spoilt(
      "14.8T", "14.8T, sequences: 2560000, batchRamp: {from: 256, to: 2560000, over: 469B}",
      .outOfRange,
      "12: run.phases[0].batchRamp.from is 256; expected a ramp of at most 1000 batch sizes; in "
        + "steps of 256 to 2560000 it has 10,000"),
    Spoilt(
      "14.8T", "14.8T, batchRamp: {from: 3072, to: 15360, over: 469T}", .inconsistent,
      "12: run.phases[0].batchRamp.over is 469T; expected at most the phase's 14,800,000,000,000 "
        + "tokens"),
  ]
}
