import CostModels
import Quantities
import Testing
import TransformerModels

@Suite("Costs with calibration")
struct CalibratedCostsTests {
  @Test(
    "the later release computes no FP8 operator more slowly", arguments: CostModels.Pass.allCases)
  func generations(pass: CostModels.Pass) throws {
    var workload = try Shipped.workload()
    let initial = try OperatorCosts(workload)
    workload.kernels.products = .march2025
    let later = try OperatorCosts(workload)
    for part in [ModelPart.routedExperts, .sharedExpert, .denseMLP, .attention] {
      let times = [initial, later].map { $0.compute(part, pass, besideCommunication: false) }
      #expect(times[1] < times[0], "\(part) \(pass)")
    }
  }

  /// In as many waves, fewer SMs share the memory's bandwidth when they write their tiles.
  @Test("fewer SMs take longer, or half a per cent less in equal waves", arguments: [1, 8, 20, 40])
  func multiprocessors(taken: Int) throws {
    var workload = try Shipped.workload()
    workload.communicationSMs = taken
    let costs = try OperatorCosts(workload)
    for part in ModelPart.allCases {
      for pass in Pass.allCases {
        let alone = costs.compute(part, pass, besideCommunication: false)
        let beside = costs.compute(part, pass, besideCommunication: true)
        #expect(beside.seconds >= 0.995 * alone.seconds, "\(part) \(pass)")
        #expect(taken < 20 || alone == .zero || beside >= alone, "\(part) \(pass)")
      }
    }
  }

  @Test("twice the tokens take about twice the time")
  func tokens() throws {
    var workload = try Shipped.workload()
    let one = try OperatorCosts(workload)
    workload.microbatch = 2
    let two = try OperatorCosts(workload)
    for part in ModelPart.allCases {
      for pass in Pass.allCases {
        let times = [one, two].map {
          $0.compute(part, pass, besideCommunication: false).seconds
        }
        guard times[0] > 0 else { continue }
        #expect((1.5...2.1).contains(times[1] / times[0]), "\(part) \(pass): \(times)")
      }
    }
  }

  @Test("what is fitted is graded calibrated, sizes beyond the tables extrapolated, by name")
  func grades() throws {
    let assumptions = try OperatorCosts(Shipped.workload()).assumptions
    let grade = { (name: String) in assumptions.first { $0.name == name }?.grade }
    #expect(grade("FP8 GEMM initial") == .calibrated)
    #expect(grade("attention core") == .calibrated)
    #expect(grade("memory-bound kernels") == .calibrated)
    #expect(grade("FP8 GEMM efficiency") == nil)
    // The latent key-value projection has 576 columns, the tables' narrowest product 2,112.
    let beyond = assumptions.first { $0.name == "FP8 GEMM initial, extrapolated" }
    #expect(beyond?.grade == .extrapolated)
    #expect(beyond?.value.contains("N 512, 576") == true)
    #expect(grade("attention core, extrapolated") == nil)
    #expect(Set(assumptions.map(\.name)).count == assumptions.count)
  }

  @Test("another length of sequence is attention's extrapolation")
  func longSequences() throws {
    var workload = try Shipped.workload()
    workload.sequenceLength = 32_768
    let beyond = try OperatorCosts(workload).outsideCalibration.map(\.name)
    #expect(beyond.contains("attention core, extrapolated"))
  }

  @Test("without calibration the plain efficiencies hold, and nothing is outside")
  func plain() throws {
    var workload = try Shipped.workload()
    workload.calibration = nil
    let costs = try OperatorCosts(workload)
    #expect(costs.outsideCalibration.isEmpty)
    #expect(costs.assumptions.contains { $0.name == "FP8 GEMM efficiency" })
  }
}
