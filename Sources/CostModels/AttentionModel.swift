/// Times of the attention core by FLOPs and SMs; other shapes than those measured are extrapolated.
public struct AttentionModel: Hashable, Sendable {
  /// FLOP/s of one SM.
  var forward: Double
  var backward: Double

  /// - Parameters:
  ///   - flops: That count under the mask.
  ///   - isBackward: Whether gradients are computed.
  ///   - multiprocessors: SMs that the kernel runs on.
  /// - Returns: Seconds.
  func seconds(flops: Double, isBackward: Bool, multiprocessors: Int) -> Double {
    flops / ((isBackward ? backward : forward) * Double(multiprocessors))
  }

  /// Takes the mean rate of the rows of each pass, in seconds per FLOP and SM.
  ///
  /// - Returns: Nil without rows.
  /// - Throws: `CostError` with code `outOfRange` when one pass has rows and the other none.
  init?(fitting rows: [AttentionMeasurement]) throws(CostError) {
    if rows.isEmpty { return nil }
    func rate(_ pass: AttentionMeasurement.Pass) throws(CostError) -> Double {
      let rows = rows.filter { $0.pass == pass }
      guard !rows.isEmpty else {
        throw CostError(
          code: .outOfRange,
          detail: "no attention core of pass \(pass.rawValue); at least 1 row is accepted")
      }
      let costs = rows.map { $0.seconds * Double($0.multiprocessors) / $0.flops }
      return Double(rows.count) / costs.reduce(0, +)
    }
    forward = try rate(.forward)
    backward = try rate(.backward)
  }

  static let name = "attention core"

  var parameters: [CalibrationParameter] {
    [("forward", forward), ("backward", backward)].map { pass, rate in
      CalibrationParameter(
        model: Self.name, name: "\(pass), one SM", value: rate / 1e12, unit: "TFLOP/s")
    }
  }

  /// Each row beside the model, in us.
  func residuals(_ rows: [AttentionMeasurement]) -> [CalibrationResidual] {
    rows.map { row in
      let predicted = seconds(
        flops: row.flops, isBackward: row.pass == .backward, multiprocessors: row.multiprocessors)
      return CalibrationResidual(
        model: Self.name,
        row: "\(row.pass.rawValue), \(row.heads) heads, \(row.sequenceLength) tokens, "
          + "\(row.mask.rawValue), on \(row.multiprocessors) SMs",
        measured: row.seconds * 1e6, predicted: predicted * 1e6, unit: "us", isFitted: true,
        source: row.source)
    }
  }
}
