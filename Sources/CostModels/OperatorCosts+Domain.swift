import TransformerModels

extension OperatorCosts {
  /// What of this workload lies outside what the fitted models were measured with, one entry a model;
  /// empty where all lies inside or nothing is calibrated.
  public var outsideCalibration: [Assumption] {
    [outsideProducts, outsideAttention].compactMap { $0 }
  }

  /// Sizes of FP8 products that are less or greater than all that the release was measured with.
  private var outsideProducts: Assumption? {
    guard let model = kernels.products, let rows = workload.calibration?.rows.products else {
      return nil
    }
    let fitted = rows.filter { $0.generation == model.generation && $0.kind != .groupedMasked }
    let used = ModelPart.allCases.flatMap { part in
      Pass.allCases.flatMap { products(part, $0) }
    }.filter { $0.precision == .fp8 }
    let beyond = [false, true].flatMap { (isGradient: Bool) -> [String] in
      let shapes = used.filter { ($0.pass == .weight) == isGradient }.map {
        $0.shape(tokens: tokens)
      }
      return Self.outside(
        shapes, measured: fitted.filter { $0.isWeightGradient == isGradient }.map(\.shape)
      ).map { isGradient ? "\($0) of weight gradients" : $0 }
    }
    guard !beyond.isEmpty else { return nil }
    return Assumption(
      name: "\(model.name), extrapolated", value: beyond.joined(separator: "; "),
      grade: .extrapolated, source: "sizes outside the measured ones (duplex calibrate)")
  }

  /// Each of M, N and K that leaves the measured range, with the sizes that do.
  private static func outside(_ shapes: [ProductShape], measured: [ProductShape]) -> [String] {
    let sizes: [(String, KeyPath<ProductShape, Int>)] = [("M", \.m), ("N", \.n), ("K", \.k)]
    return sizes.compactMap { name, size in
      let known = measured.map { $0[keyPath: size] }
      guard let least = known.min(), let most = known.max() else { return nil }
      let values = Set(shapes.map { $0[keyPath: size] }.filter { $0 < least || $0 > most })
      let shown = values.sorted().map { "\($0)" }.joined(separator: ", ")
      return values.isEmpty
        ? nil : "\(name) \(shown) (measured \(least) to \(most))"
    }
  }

  private var outsideAttention: Assumption? {
    guard kernels.attention != nil, let rows = workload.calibration?.rows.attention,
      let first = rows.first
    else { return nil }
    let length = workload.sequenceLength
    let isMeasured = rows.contains {
      $0.queryKeySize == attention.queryKeySize && $0.valueSize == attention.valueSize
        && $0.sequenceLength == length && $0.heads == attention.heads
    }
    if isMeasured { return nil }
    return Assumption(
      name: "\(AttentionModel.name), extrapolated",
      value: "\(attention.heads) heads of \(attention.queryKeySize) and \(attention.valueSize), "
        + "\(length) tokens beside \(first.heads) of \(first.queryKeySize) and "
        + "\(first.valueSize), \(first.sequenceLength)",
      grade: .extrapolated, source: "shape outside the measured one (duplex calibrate)")
  }
}
