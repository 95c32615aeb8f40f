/// What forward products and data gradients lose beside expert kernels, beyond the SMs that these
/// take: shared memory bandwidth, and short waits for the exchanges themselves.
///
/// Other kernels were measured beside expert kernels, and their rates contain it. So in a pair whose
/// compute stream is full, a layer's period is
///
///     period = (slowdown · products + other kernels) · slowness of the slowest GPU of the group
struct ProductContention: Hashable, Sendable {
  /// At least 1.
  let slowdown: Double
  let residuals: [CalibrationResidual]

  static let none = ProductContention(slowdown: 1, residuals: [])

  private init(slowdown: Double, residuals: [CalibrationResidual]) {
    self.slowdown = slowdown
    self.residuals = residuals
  }

  /// Takes the mean of what each period asks for.
  ///
  /// - Parameters:
  ///   - periods: Of layers whose compute stream is full.
  ///   - calibration: The models of the kernels, fitted.
  /// - Throws: `CostError` as ``OperatorCosts``.
  init(fitting periods: [LayerPeriod], calibration: Calibration) throws(CostError) {
    var layers: [(row: LayerPeriod, layer: Layer)] = []
    for row in periods {
      var workload = row.workload
      workload.calibration = calibration
      layers.append((row, Layer(try OperatorCosts(workload))))
    }
    let factors = layers.map {
      ($0.row.seconds / $0.row.slowness - $0.layer.others) / $0.layer.products
    }
    let mean = factors.isEmpty ? 1 : factors.reduce(0, +) / Double(factors.count)
    let slowdown = max(1, mean)
    self.slowdown = slowdown
    residuals = layers.map {
      CalibrationResidual(
        model: Self.name, row: "period of layer \($0.row.layer)", measured: $0.row.seconds,
        predicted: (slowdown * $0.layer.products + $0.layer.others) * $0.row.slowness, unit: "s",
        isFitted: true, source: $0.row.source)
    }
  }

  var parameters: [CalibrationParameter] {
    guard !residuals.isEmpty else { return [] }
    return [
      CalibrationParameter(
        model: Self.name, name: "products beside expert kernels", value: slowdown, unit: "")
    ]
  }

  static let name = "overlapped pair"

  /// The compute kernels of a layer with experts beside its exchanges, all passes, in seconds.
  private struct Layer {
    /// Those that a slowdown applies to.
    var products = 0.0
    var others = 0.0

    init(_ costs: OperatorCosts) {
      for part in [ModelPart.attention, .sharedExpert, .routedExperts] {
        for pass in Pass.allCases {
          let whole = costs.computeSeconds(part, pass, besideCommunication: true)
          let contended = pass == .weight ? 0 : costs.productSecondsBesideCommunication(part, pass)
          products += contended
          others += whole - contended
        }
      }
    }
  }
}
