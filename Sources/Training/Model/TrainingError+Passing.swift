internal import ExpertParallelism
internal import FloatFormats
internal import LinearAlgebra

extension TrainingError {
  /// Passes on the error of a product.
  static func product<Result>(
    _ body: () throws(LinearAlgebraError) -> Result
  ) throws(TrainingError) -> Result {
    do throws(LinearAlgebraError) {
      return try body()
    } catch {
      throw TrainingError(error)
    }
  }

  /// Passes on the error of a quantisation and names what was quantised.
  static func quantising<Result>(
    _ name: @autoclosure () -> String, _ body: () throws(QuantizationError) -> Result
  ) throws(TrainingError) -> Result {
    do throws(QuantizationError) {
      return try body()
    } catch {
      throw TrainingError(code: .notFinite, detail: "\(name()): \(error.detail)")
    }
  }

  /// Passes on the error of a gate and names its layer.
  static func routing<Result>(
    _ name: @autoclosure () -> String, _ body: () throws(RoutingError) -> Result
  ) throws(TrainingError) -> Result {
    do throws(RoutingError) {
      return try body()
    } catch {
      throw TrainingError(
        code: error.code == .notFinite ? .notFinite : .exchangeFailed,
        detail: "\(name()): \(error.detail)")
    }
  }
}
