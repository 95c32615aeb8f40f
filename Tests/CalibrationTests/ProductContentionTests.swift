import RunConfigurations
import Testing
import TransformerModels

@testable import CostModels

@Suite("Products beside expert kernels, fitted to layer periods")
struct ProductContentionTests {
  /// A layer's compute kernels, all passes, on the SMs that expert kernels leave.
  private func layer(
    _ calibration: Calibration, of period: LayerPeriod
  ) throws -> (all: Double, contended: Double) {
    var workload = period.workload
    workload.calibration = calibration
    let costs = try OperatorCosts(workload)
    var (all, contended) = (0.0, 0.0)
    for part in [ModelPart.attention, .sharedExpert, .routedExperts] {
      for pass in CostModels.Pass.allCases {
        all += costs.computeSeconds(part, pass, besideCommunication: true)
        guard pass != .weight else { continue }
        contended += costs.productSecondsBesideCommunication(part, pass)
      }
    }
    return (all, contended)
  }

  /// The tables that ship, with periods of our own.
  private func calibration(
    periods change: ([LayerPeriod]) throws -> [LayerPeriod]
  ) throws -> Calibration {
    var rows = try CalibrationFile.readRows(
      path: "\(Shipped.folder)/configs/calibration/h800.yaml")
    rows.layerPeriods = try change(rows.layerPeriods)
    return try Calibration(fitting: rows)
  }

  @Test("without periods products lose nothing but their SMs")
  func none() throws {
    let calibration = try calibration { _ in [] }
    #expect(calibration.productSlowdown == 1)
    #expect(!calibration.residuals.contains { $0.model == "overlapped pair" })
    #expect(!calibration.parameters.contains { $0.model == "overlapped pair" })
  }

  @Test("a factor that made the periods is found again", arguments: [1.0, 1.05, 1.3], [0, 0.015])
  func known(factor: Double, spread: Double) throws {
    let plain = try calibration { _ in [] }
    let fitted = try calibration { periods in
      try periods.map { row in
        var row = row
        row.speedSpread = spread
        let layer = try layer(plain, of: row)
        let slowest = 1 + spread * SlowestMember.deviations(of: 64)
        row.seconds = (layer.all + (factor - 1) * layer.contended) * slowest
        return row
      }
    }
    #expect(abs(fitted.productSlowdown - factor) < 1e-9)
    let residuals = fitted.residuals.filter { $0.model == "overlapped pair" }
    #expect(residuals.allSatisfy { abs($0.error) < 1e-9 && $0.isFitted })
  }

  @Test("a period shorter than its kernels makes products no faster")
  func faster() throws {
    let fitted = try calibration { periods in
      periods.map {
        var row = $0
        row.seconds /= 2
        return row
      }
    }
    #expect(fitted.productSlowdown == 1)
    let residuals = fitted.residuals.filter { $0.model == "overlapped pair" }
    #expect(residuals.count == 2 && residuals.allSatisfy { $0.error > 0.5 })
  }

  @Test("the tables that ship have two periods, which a layer of the fitted models is as long as")
  func shipped() throws {
    let calibration = try Shipped.calibration()
    let periods = calibration.rows.layerPeriods
    #expect(periods.map(\.layer) == [1, 2])
    let layer = try layer(calibration, of: periods[0]).all
    let mean = periods.reduce(0) { $0 + $1.seconds } / 2
    #expect(abs(layer * periods[0].slowness / mean - 1) < 1e-9)
    let residuals = calibration.residuals.filter { $0.model == "overlapped pair" }
    #expect(residuals.map(\.row) == ["period of layer 1", "period of layer 2"])
    // Their own mean is fitted, so what remains is their difference: 1.6 per cent.
    #expect(residuals.allSatisfy { abs($0.error) < 0.01 })
    #expect(residuals[0].error < 0 && residuals[1].error > 0)
    let parameter = calibration.parameters.first { $0.model == "overlapped pair" }
    #expect(parameter?.value == calibration.productSlowdown)
    #expect((1..<1.31).contains(calibration.productSlowdown))
  }
}
