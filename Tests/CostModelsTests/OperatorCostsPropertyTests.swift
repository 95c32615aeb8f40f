import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Testing
import TransformerModels

@Suite("Operator costs over generated workloads")
struct OperatorCostsPropertyTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    var workload: Workload
    var testDescription: String {
      let context = workload.parallelism.context
      return "\(workload.model.name), \(workload.tokensPerGPU) tokens, context \(context)"
    }
  }

  /// Layouts, lengths and precisions of both fixtures.
  static let samples: [Sample] = {
    var random = SplitMix(seed: 7)
    return (0..<24).map { index in
      let workload = (index.isMultiple(of: 2) ? Workload.reference : .dense).with {
        $0.sequenceLength = 1024 << Int.random(in: 0...4, using: &random)
        $0.microbatch = Int.random(in: 1...4, using: &random)
        $0.parallelism.context = 1 << Int.random(in: 0...2, using: &random)
        $0.communicationSMs = Int.random(in: 1...40, using: &random)
        $0.precision = Bool.random(using: &random) ? .fp8 : .bf16
        let items = Recomputation.Item.allCases.filter { _ in Bool.random(using: &random) }
        $0.recomputation = .items(Set(items))
      }
      return Sample(workload: workload)
    }
  }()

  @Test("more tokens never take less time, and products take more", arguments: samples)
  func tokens(_ sample: Sample) throws {
    let costs = try OperatorCosts(sample.workload)
    let longer = try OperatorCosts(sample.workload.with { $0.microbatch += 1 })
    for part in ModelPart.allCases {
      for pass in Pass.allCases {
        let time = costs.compute(part, pass, besideCommunication: false)
        let more = longer.compute(part, pass, besideCommunication: false)
        #expect(time == .zero ? more == .zero : more > time, "\(part) \(pass)")
      }
    }
    #expect(longer.transferOccupancy > costs.transferOccupancy)
  }

  /// In an expert-parallel step products leave those SMs free whatever runs beside them; attention's
  /// core, whose backward for weight does nothing, takes all that there are.
  @Test("fewer SMs never take less time, and more wherever they are taken away", arguments: samples)
  func multiprocessors(_ sample: Sample) throws {
    let costs = try OperatorCosts(sample.workload)
    let exchanges = sample.workload.parallelism.expert > 1
    for part in [ModelPart.attention, .denseMLP, .head] {
      for pass in Pass.allCases {
        let alone = costs.compute(part, pass, besideCommunication: false)
        let beside = costs.compute(part, pass, besideCommunication: true)
        #expect(alone > .zero)
        let takesAll = !exchanges || part == .attention && pass != .weight
        #expect(takesAll ? beside > alone : beside == alone, "\(part) \(pass)")
      }
    }
  }

  @Test("the backward for input takes longer than the forward", arguments: samples)
  func backward(_ sample: Sample) throws {
    let costs = try OperatorCosts(sample.workload)
    let time = { costs.compute(.attention, $0, besideCommunication: false) }
    #expect(time(.input) > time(.forward))
  }

  @Test("a slower network never shortens an exchange, a transfer or a step's end")
  func network() throws {
    let slow = Workload.reference.with {
      $0.cluster.network.effectiveBandwidth = Bandwidth(bytesPerSecond: 10e9)
    }
    let (fast, slower) = (try OperatorCosts(.reference), try OperatorCosts(slow))
    #expect(slower.exchange(.dispatch) > fast.exchange(.dispatch))
    #expect(slower.transferOccupancy > fast.transferOccupancy)
    let end = { (costs: OperatorCosts) in
      costs.stepEnd(
        heldUnits: [(.layer, 3)], copies: 2, sharesEmbeddingWithAnotherRank: false)
    }
    #expect(end(slower).reduceScatter > end(fast).reduceScatter)
  }

  @Test("assumptions carry values and sources, each name once", arguments: samples)
  func assumptions(_ sample: Sample) throws {
    let assumptions =
      try OperatorCosts(sample.workload).assumptions + MemoryModel(sample.workload).assumptions
    #expect(assumptions.allSatisfy { !$0.value.isEmpty && !$0.source.isEmpty })
    #expect(Set(assumptions.map(\.name)).count == assumptions.count)
    #expect(
      assumptions.contains { $0.name == "FP8 GEMM efficiency" }
        == (sample.workload.precision == .fp8))
  }
}
