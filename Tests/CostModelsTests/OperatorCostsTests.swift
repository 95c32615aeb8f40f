import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Testing
import TransformerModels

@Suite("Operator costs")
struct OperatorCostsTests {
  @Test("attention's weight gradient is its five products and nothing else, by hand")
  func weightGradient() throws {
    let costs = try OperatorCosts(.reference)
    // 187,105,280 weights without the norms' 2,048; the gate's 7,168 x 256 in BF16.
    let fp8 = 2.0 * 4096 * 187_105_280 / (1979e12 * 0.60 * 0.69)
    let gate = 2.0 * 4096 * 7168 * 256 / (989e12 * 0.75)
    // Products leave the SMs of expert kernels free whether these run or not.
    for beside in [false, true] {
      let time = costs.compute(.attention, .weight, besideCommunication: beside)
      #expect(abs(time.seconds - (fp8 + gate) * 132 / 112) < 1e-11)
    }
    let alone = try OperatorCosts(.reference.with { $0.communicationSMs = 0 })
    let time = alone.compute(.attention, .weight, besideCommunication: false)
    #expect(abs(time.seconds - fp8 - gate) < 1e-11)
  }

  @Test("products and core of one causal forward add up to the published FLOPs per token")
  func flops() throws {
    // With all SMs, unbounded memory and links, efficiencies of 1 and one rate, time is FLOPs over
    // that rate.
    let costs = try OperatorCosts(
      .reference.with {
        $0.precision = .bf16
        $0.communicationSMs = 0
        $0.cluster.accelerator.memoryBandwidth = Bandwidth(bytesPerSecond: 1e30)
        $0.cluster.accelerator.efficiency = .init(
          gemmBF16: 1, gemmFP8: 1, attentionForward: 1, attentionBackward: 1, memory: 1,
          source: "test")
      })
    let once = { costs.compute($0, .forward, besideCommunication: false).seconds }
    let dense = 3 * once(.denseMLP)
    let sparse = 58 * (once(.sharedExpert) + once(.routedExperts))
    let forward = 61 * once(.attention) + dense + sparse + once(.head)
    // 250 GFLOP per token, forward and backward: ISCA 2025, arXiv:2505.09343, table 2. The three
    // gates too many are 0.01 of them.
    let gigaflops = 3 * forward * 989e12 / 4096 / 1e9
    #expect(abs(gigaflops - 250) < 2.5, "\(gigaflops)")
  }

  @Test("the head is three products in BF16 of equal length, and the loss beside two of them")
  func head() throws {
    let costs = try OperatorCosts(.reference)
    let product = 2.0 * 4096 * 7168 * 129_280 / (989e12 * 0.75) * 132 / 112
    let passes = Pass.allCases.map { costs.compute(.head, $0, besideCommunication: false).seconds }
    #expect(abs(passes[2] - product) < 1e-11)
    #expect(passes[0] > product && passes[1] > passes[0])
  }

  @Test("parts that a model does not have take no time")
  func absent() throws {
    let costs = try OperatorCosts(.dense)
    for part in [ModelPart.sharedExpert, .routedExperts, .projection] {
      for pass in Pass.allCases {
        #expect(costs.compute(part, pass, besideCommunication: false) == .zero, "\(part) \(pass)")
      }
    }
  }

  @Test("each policy adds to the backward pass only, up-projections as many FLOPs as they have")
  func recomputation() throws {
    let none = try OperatorCosts(.reference.with { $0.recomputation = .items([]) })
    let some = try OperatorCosts(.reference)
    let core = try OperatorCosts(.reference.with { $0.recomputation = .selective })
    let input = { (costs: OperatorCosts) in
      costs.compute(.attention, .input, besideCommunication: false)
    }
    #expect(input(none) < input(some))
    // 2 x 4,096 x 128 heads x (192 + 128) x 4,096 / 2 FLOPs at 0.66 of the peak.
    let forward = 128.0 * 320 * 4096 * 4096 / (989e12 * 0.66)
    #expect(abs((input(core) - input(none)).seconds - forward) < 1e-11)
    for pass in [Pass.forward, .weight] {
      #expect(
        none.compute(.attention, pass, besideCommunication: false)
          == some.compute(.attention, pass, besideCommunication: false))
    }
  }

  @Test("tensor parallelism divides products and adds a sum over the group")
  func tensorParallel() throws {
    let costs = try OperatorCosts(.dense)
    let whole = try OperatorCosts(.dense.with { $0.parallelism.tensor = 1 })
    let weight = { (costs: OperatorCosts) in
      costs.compute(.denseMLP, .weight, besideCommunication: false).seconds
    }
    #expect(abs(weight(whole) / weight(costs) - 8) < 1e-6)
    let forward = { (costs: OperatorCosts) in
      costs.compute(.denseMLP, .forward, besideCommunication: false).seconds
    }
    // All of the forward divides by 8; the ring moves 2 x 7 / 8 of 8,192 x 8,192 BF16 elements in 14 steps.
    let sum = 2 * 7.0 / 8 * 8192 * 8192 * 2 / 160e9 + 14 * 3.33e-6
    #expect(abs(forward(costs) - forward(whole) / 8 - sum) < 1e-9)
  }

  @Test("a unit costs its operators, hidden exchanges left out")
  func units() throws {
    let costs = try OperatorCosts(.reference)
    let whole = { (part: ModelPart) in
      Pass.allCases.reduce(VirtualTime.zero) {
        $0 + costs.compute(part, $1, besideCommunication: false)
      }
    }
    #expect(costs.unitCost(.head, layer: 0) == whole(.head))
    #expect(costs.unitCost(.layer, layer: 0) == whole(.attention) + whole(.denseMLP))
    let operators = whole(.attention) + whole(.sharedExpert) + whole(.routedExperts)
    let layer = costs.unitCost(.layer, layer: 3)
    #expect(layer > operators + costs.exchange(.combine))
    #expect(layer < operators + costs.exchange(.combine) * 2 + costs.exchange(.dispatch) * 2)
    #expect(
      costs.unitCost(.multiTokenPrediction, layer: 61) == whole(.projection) + layer + whole(.head))
  }

  @Test("full recomputation adds a forward to a layer's backward")
  func fullRecomputation() throws {
    let none = try OperatorCosts(.dense)
    let full = try OperatorCosts(.dense.with { $0.recomputation = .full })
    let forward = [ModelPart.attention, .denseMLP].reduce(VirtualTime.zero) {
      $0 + none.compute($1, .forward, besideCommunication: false)
    }
    #expect(full.unitCost(.layer, layer: 0) == none.unitCost(.layer, layer: 0) + forward)
  }

  @Test("a replayed layer with experts dispatches again, and combines once")
  func fullRecomputationWithExperts() throws {
    let none = try OperatorCosts(.reference.with { $0.recomputation = .items([]) })
    let full = try OperatorCosts(.reference.with { $0.recomputation = .full })
    let shared = none.compute(.sharedExpert, .forward, besideCommunication: true)
    let replay =
      none.compute(.attention, .forward, besideCommunication: false)
      + max(shared, none.exchange(.dispatch))
      + none.compute(.routedExperts, .forward, besideCommunication: false)
    #expect(full.unitCost(.layer, layer: 3) == none.unitCost(.layer, layer: 3) + replay)
  }
}
