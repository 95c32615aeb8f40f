import ClusterModels
import CostModels
import Quantities
import Testing
import TransformerModels

@Suite("Workloads without a cost")
struct CostErrorTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var code: CostError.Code
    var detail: String
    var workload: Workload
    var testDescription: String { detail }

    init(_ code: CostError.Code, _ detail: String, _ change: (inout Workload) -> Void) {
      self.code = code
      self.detail = detail
      workload = Workload.reference.with(change)
    }
  }

  @Test(
    "are refused with the values and what would do",
    arguments: [
      Case(.unsupportedPrecision, "H800 has no FP8 tensor cores; precision bf16 would run") {
        $0.cluster.accelerator.peakFP8 = nil
      },
      Case(.indivisible, "attention heads 128 by tensor 3; a divisor is accepted") {
        $0.parallelism.tensor = 3
      },
      Case(.indivisible, "tokens of a microbatch 4096 by context 5; a divisor is accepted") {
        $0.parallelism.context = 5
      },
      Case(.indivisible, "data x context 96 by expert 64; a divisor is accepted") {
        $0.parallelism.data = 96
      },
      Case(.indivisible, "routed experts 256 by expert 24; a divisor is accepted") {
        $0.parallelism = Parallelism(pipeline: 1, data: 24, expert: 24)
      },
      Case(
        .indivisible, "expert 4 over nodes of 6 members; a divisor or a multiple is accepted"
      ) {
        $0.cluster.gpusPerNode = 6
        $0.parallelism = Parallelism(pipeline: 1, data: 4, expert: 4)
      },
      Case(
        .indivisible, "expert 4 over nodes of 3 members; a divisor or a multiple is accepted"
      ) {
        $0.cluster.gpusPerNode = 3
        $0.parallelism = Parallelism(pipeline: 1, data: 4, expert: 4)
      },
      Case(.outOfRange, "communicationSMs 132; 0 to 131 are accepted") {
        $0.communicationSMs = 132
      },
      Case(.outOfRange, "sequenceLength 0; 1 to 16777216 are accepted") { $0.sequenceLength = 0 },
      Case(.outOfRange, "parallelism of 34359738368 GPUs; at most 16777216") {
        $0.parallelism = Parallelism(pipeline: 2048, data: 1 << 24)
      },
      Case(.outOfRange, "efficiency memory 1.5 of H800; above 0 to 1 is accepted") {
        $0.cluster.accelerator.efficiency.memory = 1.5
      },
      Case(.outOfRange, "optimiser ZeRO stage 3; 0 or 1") { $0.zeroStage = 3 },
      Case(.outOfRange, "expert 64 for a model without experts; 1") { $0.model.experts = nil },
      Case(
        .outOfRange,
        """
        8 active of 256 experts in 0 of 8 groups; the kept groups must hold the active experts
        """
      ) { $0.model.experts?.keptGroups = 0 },
    ])
  func refused(_ row: Case) {
    #expect(throws: CostError(code: row.code, detail: row.detail)) {
      try OperatorCosts(row.workload)
    }
  }

  @Test("a GPU without FP8 needs no efficiency of FP8 products, for BF16")
  func withoutFP8() throws {
    let plain = Workload.dense.with {
      $0.cluster.accelerator.peakFP8 = nil
      $0.cluster.accelerator.efficiency.gemmFP8 = 0
    }
    let costs = try OperatorCosts(plain)
    let reference = try OperatorCosts(Workload.dense)
    #expect(plain.precision == .bf16)
    for part in ModelPart.allCases {
      #expect(
        costs.compute(part, .forward, besideCommunication: false)
          == reference.compute(part, .forward, besideCommunication: false))
    }
  }

  @Test("that would outlast the simulation's clock are refused by the operator's name")
  func absurd() throws {
    let slow = Workload.reference.with {
      $0.cluster.network.effectiveBandwidth = Bandwidth(bytesPerSecond: 1)
    }
    let long = Workload.reference.with { $0.sequenceLength = 1 << 24 }
    for (workload, name) in [(slow, "expert combine takes"), (long, "attention F takes")] {
      let error = #expect(throws: CostError.self) { try OperatorCosts(workload) }
      #expect(error?.code == .outOfRange)
      #expect(error?.detail.hasPrefix(name) == true, "\(error?.detail ?? "")")
    }
  }
}
