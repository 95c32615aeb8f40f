internal import ExpertParallelism
internal import FloatFormats
internal import LinearAlgebra
internal import TokenExchange

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

  /// Passes on the error of an exchange between ranks.
  static func exchanging<Result: ~Copyable>(
    _ body: () throws(ExchangeError) -> Result
  ) throws(TrainingError) -> Result {
    do throws(ExchangeError) {
      return try body()
    } catch {
      throw TrainingError(error)
    }
  }

  init(_ error: ExchangeError) { self.init(code: .exchangeFailed, detail: "\(error)") }
}

extension PendingExchange where Result: ~Copyable {
  /// Waits for the operation, notes a long wait, and passes on an error.
  consuming func finished(noting wait: PassWait?) throws(TrainingError) -> Result {
    defer { wait?.note(nil) }
    do throws(ExchangeError) {
      return try finish { late in
        let ranks = late.map(String.init).joined(separator: ", ")
        wait?.note(
          late.isEmpty ? "other data ranks" : "data rank\(late.count == 1 ? "" : "s") \(ranks)")
      }
    } catch {
      throw TrainingError(error)
    }
  }
}
