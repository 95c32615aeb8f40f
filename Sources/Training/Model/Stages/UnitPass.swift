internal import LinearAlgebra

/// What a microbatch carries from unit to unit: activations forward, gradients backward.
struct Flow {
  /// `[tokens, hidden]`; nil before the embedding.
  var hidden: Matrix?
  /// What the model's own head gets, while prediction modules are at work.
  var main: Matrix?
  /// What the last prediction module gave to the next.
  var prediction: Matrix?

  /// Takes the activations or gradients out, so that whoever has them can change them in place.
  mutating func take() throws(TrainingError) -> Matrix {
    guard let matrix = hidden else {
      throw TrainingError(
        code: .outOfOrder, detail: "no activations or gradients; the stage before gives them")
    }
    hidden = nil
    return matrix
  }

  static var noForward: TrainingError {
    TrainingError(code: .outOfOrder, detail: "a backward before its forward is done")
  }
}

/// How far a unit's pass got.
enum UnitProgress {
  /// An exchange with the experts' ranks is under way; the pass goes on when it is called again.
  case exchanging
  case done
}

/// One microbatch on its way through one part of a layer: first forward, then back.
protocol UnitPass: AnyObject {
  /// Plays the forward up to the next exchange, or to its end.
  func forward(_ flow: inout Flow, _ context: MicrobatchContext) throws(TrainingError)
    -> UnitProgress

  /// Plays the backward up to the next exchange, or to its end.
  ///
  /// - Parameters:
  ///   - flow: The gradient of what comes behind; becomes that of what comes before.
  ///   - context: Of the microbatch.
  ///   - work: Gets what is left to do for the weights.
  /// - Returns: Whether it has to be called again.
  /// - Throws: `TrainingError` with code `outOfOrder`, `notFinite`, `productFailed` or
  ///   `exchangeFailed`.
  func backward(
    _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
  ) throws(TrainingError) -> UnitProgress
}

/// A part of a layer, which makes a pass for each microbatch.
protocol Unit: AnyObject {
  /// In a fixed order.
  var linears: [Linear] { get }

  func makePass() -> any UnitPass
}
