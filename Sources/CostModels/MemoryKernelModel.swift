/// Times of memory-bound kernels: so much a launch, and bytes over the bandwidth of their kind.
///
/// A part of the SMs is enough to fill the memory's bandwidth, so their number does not matter.
public struct MemoryKernelModel: Hashable, Sendable {
  /// Seconds of a launch, start and tail of the kernel included.
  var launch: Double
  /// Bytes per second.
  var rowwise: Double
  var streaming: Double

  /// - Returns: Seconds.
  func seconds(
    bytes: Double, launches: Int, _ access: MemoryKernelMeasurement.Access
  ) -> Double {
    Double(launches) * launch + bytes / (access == .rowwise ? rowwise : streaming)
  }

  /// Fits three parameters to relative errors.
  ///
  /// - Returns: Nil without rows.
  /// - Throws: `CostError` with code `outOfRange` when there are too few rows of either access.
  init?(fitting rows: [MemoryKernelMeasurement]) throws(CostError) {
    if rows.isEmpty { return nil }
    for access in MemoryKernelMeasurement.Access.allCases {
      let count = rows.count { $0.access == access }
      guard count >= 2 else {
        throw CostError(
          code: .outOfRange,
          detail: "\(count) \(access.rawValue) memory-bound kernels; at least 2 are accepted")
      }
    }
    let model = { (values: [Double]) in
      Self(launch: values[0], rowwise: values[1], streaming: values[2])
    }
    let fitted = LeastSquares.fit(start: [5e-6, 1e12, 2.5e12]) { values in
      rows.map { model(values).seconds($0) / $0.seconds - 1 }
    }
    self = model(fitted)
  }

  private init(launch: Double, rowwise: Double, streaming: Double) {
    self.launch = launch
    self.rowwise = rowwise
    self.streaming = streaming
  }

  private func seconds(_ row: MemoryKernelMeasurement) -> Double {
    seconds(bytes: row.bytes, launches: row.launches, row.access)
  }

  static let name = "memory-bound kernels"

  var parameters: [CalibrationParameter] {
    [
      CalibrationParameter(model: Self.name, name: "launch", value: launch * 1e6, unit: "us"),
      CalibrationParameter(
        model: Self.name, name: "row-wise bandwidth", value: rowwise / 1e12, unit: "TB/s"),
      CalibrationParameter(
        model: Self.name, name: "streaming bandwidth", value: streaming / 1e12, unit: "TB/s"),
    ]
  }

  /// Each row beside the model, in us.
  func residuals(_ rows: [MemoryKernelMeasurement]) -> [CalibrationResidual] {
    rows.map { row in
      CalibrationResidual(
        model: Self.name, row: "\(row.kernel), \(row.phase)", measured: row.seconds * 1e6,
        predicted: seconds(row) * 1e6, unit: "us", isFitted: true, source: row.source)
    }
  }
}
