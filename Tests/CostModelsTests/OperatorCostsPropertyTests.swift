import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Testing
import TransformerModels

@Suite("Operator costs over generated workloads")
struct OperatorCostsPropertyTests {
  /// Layouts, lengths and precisions of both fixtures.
  static let workloads: [Workload] = {
    var random = SplitMix(seed: 7)
    return (0..<24).map { index in
      (index.isMultiple(of: 2) ? Workload.reference : .dense).with {
        $0.sequenceLength = 1024 << Int.random(in: 0...4, using: &random)
        $0.microbatch = Int.random(in: 1...4, using: &random)
        $0.parallelism.context = 1 << Int.random(in: 0...2, using: &random)
        $0.communicationSMs = Int.random(in: 1...40, using: &random)
        $0.precision = Bool.random(using: &random) ? .fp8 : .bf16
        let items = Recomputation.Item.allCases.filter { _ in Bool.random(using: &random) }
        $0.recomputation = .items(Set(items))
      }
    }
  }()

  @Test("more tokens never take less time, and products take more", arguments: workloads)
  func tokens(_ workload: Workload) throws {
    let costs = try OperatorCosts(workload)
    let longer = try OperatorCosts(workload.with { $0.microbatch += 1 })
    for part in ModelPart.allCases {
      for pass in Pass.allCases {
        let time = costs.compute(part, pass, besideCommunication: false)
        let more = longer.compute(part, pass, besideCommunication: false)
        #expect(time == .zero ? more == .zero : more > time, "\(part) \(pass)")
      }
    }
    #expect(longer.transferOccupancy > costs.transferOccupancy)
  }

  @Test("fewer SMs take longer wherever something is computed", arguments: workloads)
  func multiprocessors(_ workload: Workload) throws {
    let costs = try OperatorCosts(workload)
    for part in [ModelPart.attention, .denseMLP, .head] {
      for pass in Pass.allCases {
        let alone = costs.compute(part, pass, besideCommunication: false)
        let beside = costs.compute(part, pass, besideCommunication: true)
        #expect(alone > .zero)
        #expect(beside > alone, "\(part) \(pass)")
      }
    }
  }

  @Test("the backward for input takes longer than the forward", arguments: workloads)
  func backward(_ workload: Workload) throws {
    let costs = try OperatorCosts(workload)
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

  @Test("assumptions carry values and sources, each name once", arguments: workloads)
  func assumptions(_ workload: Workload) throws {
    let assumptions = try OperatorCosts(workload).assumptions + MemoryModel(workload).assumptions
    #expect(assumptions.allSatisfy { !$0.value.isEmpty && !$0.source.isEmpty })
    #expect(Set(assumptions.map(\.name)).count == assumptions.count)
    #expect(
      assumptions.contains { $0.name == "FP8 GEMM efficiency" } == (workload.precision == .fp8))
  }
}
