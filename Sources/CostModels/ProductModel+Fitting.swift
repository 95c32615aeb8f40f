extension ProductModel {
  /// Fits five parameters to relative errors of dense and grouped contiguous products, and one to
  /// those of weight gradients; nil where the release has no such rows.
  ///
  /// - Parameters:
  ///   - rows: Of any release; those of others are passed over.
  ///   - generation: The release.
  /// - Throws: `CostError` with code `outOfRange` when there are fewer rows than parameters.
  init?(
    fitting rows: [ProductMeasurement], _ generation: KernelGenerations.Products
  ) throws(CostError) {
    let rows = rows.filter { $0.generation == generation }
    let products = rows.filter { $0.kind == .dense || $0.kind == .groupedContiguous }
    if products.isEmpty { return nil }
    guard products.count >= 5 else {
      throw CostError(
        code: .outOfRange,
        detail: "\(products.count) dense and grouped products of release \(generation.rawValue) "
          + "for five parameters; at least 5 are accepted")
    }
    let model = { (values: [Double]) in
      Self(
        generation: generation, perBlock: values[0], perColumn: values[1], epilogue: values[2],
        bandwidth: values[3], launch: values[4])
    }
    let tiled = products.map { TiledProduct($0) }
    // An epilogue that takes next to nothing cannot be reached step by step, so it is a start.
    let starts = [2.2e12, 2.8e12].flatMap { bandwidth in
      [3e-7, 1e-13].map { epilogue in [1e-7, 2e-9, epilogue, bandwidth, 1e-6] }
    }
    self = model(
      LeastSquares.fit(starts: starts) { values in
        let model = model(values)
        return tiled.map { $0.weight * $0.error(model) }
      })
    let gradients = rows.filter(\.isWeightGradient).map { TiledProduct($0) }
    if gradients.isEmpty { return }
    let base = self
    weightGradientBlock =
      LeastSquares.fit(start: [5e-7]) { values in
        var model = base
        model.weightGradientBlock = values[0]
        return gradients.map { $0.error(model) }
      }[0]
  }

  var name: String { "FP8 GEMM \(generation.rawValue)" }

  var parameters: [CalibrationParameter] {
    let parameter = { [name] (label: String, value: Double, unit: String) in
      CalibrationParameter(model: name, name: label, value: value, unit: unit)
    }
    return [
      parameter("K-block of 128", perBlock * 1e9, "ns"),
      parameter("each column of its tile", perColumn * 1e9, "ns"),
      parameter("epilogue of a tile", epilogue * 1e9, "ns"),
      parameter("memory bandwidth", bandwidth / 1e12, "TB/s"),
      parameter("launch", launch * 1e6, "us"),
    ]
      + (weightGradientBlock.map {
        [parameter("K-block of a weight gradient, 128 columns", $0 * 1e9, "ns")]
      } ?? [])
  }

  /// Each row of this release beside the model, in us.
  func residuals(_ rows: [ProductMeasurement]) -> [CalibrationResidual] {
    rows.filter { $0.generation == generation }.map { row in
      CalibrationResidual(
        model: name, row: row.name, measured: row.seconds * 1e6,
        predicted: 1e6
          * seconds(
            row.shape, isWeightGradient: row.isWeightGradient,
            multiprocessors: row.multiprocessors), unit: "us", isFitted: row.kind != .groupedMasked,
        source: row.source)
    }
  }
}

extension ProductMeasurement {
  var isWeightGradient: Bool { kind == .weightGradient || kind == .groupedWeightGradient }

  fileprivate var name: String {
    let groups = shape.groups == 1 ? "" : "\(shape.groups) x "
    let share = "on \(multiprocessors) SMs"
    return "\(kind.rawValue) \(groups)\(shape.m) x \(shape.n) x \(shape.k) \(share)"
  }
}
