import Testing

@testable import RunConfigurations

@Test func probe() throws {
  let changes: [(String, String)] = [
    ("sequences: 15360,", "sequences: 0x10,"), ("sequences: 15360,", "sequences: 1e400,"),
    ("sequences: 15360,", "sequences: .inf,"), ("sequences: 15360,", "sequences: -5,"),
    ("sequences: 15360,", "sequences: 010,"), ("sequences: 15360,", "sequences: \"15360\","),
    ("sequences: 15360,", "sequences: ,"), ("sequences: 15360,", "sequences: [1],"),
    ("sequences: 15360,", "sequence: 15360,"), ("sequences: 15360,", ""),
    ("sequences: 15360,", "sequences: 15361,"),
    ("sequences: 15360,", "sequences: 99999999999999999999,"),
    ("sequences: 15360,", "sequences: 15360, sequences: 15360,"),
    ("data: 128,", "data: 127,"), ("expert: 64", "expert: 63"), ("expert: 64", "expert: 3"),
    ("tokens: 14.8T", "tokens: 14.8Q"), ("tokens: 14.8T", "tokens: 1e400"),
    ("tokens: 14.8T", "tokens: 0x1B"),
    ("tokens: 14.8T", "steps: 3, tokens: 4"), (", tokens: 14.8T", ""),
    ("tokens: 14.8T", "steps: 1.5"),
    ("schedule: dualpipe", "schedule: dualpip"), ("schedule: dualpipe", "schedule: csv:no.csv"),
    ("precision: fp8", "precision: fp4"), ("recompute: none", "recompute: [norms]"),
    ("recompute: none", "recompute: [norm, norm]"),
    ("mtp: 1", "mtp: 2"), ("mtp: 1", "routing: {balance: sampled, skew: 0.3}"),
    ("mtp: 1", "routing: {balance: sampled}"),
    ("gpu: 17", "gpu: 2048"), ("slowdown: 1.1", "slowdown: 0.5"), ("mtp: 1", "jitter: 1"),
    ("mtp: 1", "jitter: .nan"),
    ("mtp: 1", "mtp: *a"), ("mtp: 1", "mtp: !!int 1"),
    ("mtp: 1", "mtp: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]"),
    ("mtp: 1", "mtp: {"), ("mtp: 1", "? [a, b]\n: c"), ("model.json", "no.json"),
    ("cost: {gpuHour: 2}", "cost: {gpuHour: -2}"),
    ("cost: {gpuHour: 2}", "cost: {gpuHour: 2, currency: dollars}"),
    ("gpuHours: 5000", "gpuHours: 5000, sequences: 1920"),
    ("tokens: 14.8T", "tokens: 14.8T, batchRamp: {from: 100, to: 15360, over: 469B}"),
    ("tokens: 14.8T", "tokens: 14.8T, batchRamp: {from: 3072, to: 15000, over: 469B}"),
    ("tokens: 14.8T", "tokens: 14.8T, batchRamp: {from: 3072, to: 15360, over: 469T}"),
    ("context: 4}", "context: 5}"), ("  phases:", "  fases:"), ("mtp: 1", "\u{7}"),
    ("mtp: 1", "optimizer: 1"),
    ("mtp: 1", "---\na: b"), ("mtp: 1", "seed: -1"), ("mtp: 1", "communicationSMs: 132"),
    ("sequenceLength: 4096", "sequenceLength: 4096, microbatch: 7"),
    ("mtp: 1", "mtp:\n\t1"),
  ]
  for (a, b) in changes {
    guard let range = Samples.scenario.ranges(of: a).first else { print("NO", a); continue }
    do {
      _ = try Samples.readScenario(Samples.scenario.replacingCharacters(range, b))
      print("ACCEPTED", b)
    } catch { print(error.code, "|", error.detail) }
  }
}
extension String {
  func replacingCharacters(_ range: Range<Index>, _ b: String) -> String {
    String(self[..<range.lowerBound]) + b + self[range.upperBound...]
  }
}
