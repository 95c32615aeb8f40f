internal import LinearAlgebra

/// What the units of a stage know of the microbatch that passes through them.
final class MicrobatchContext {
  let microbatch: Microbatch
  /// Of the microbatch's positions.
  let table: RotaryTable
  /// The weight of one token's loss: one over the tokens of a step.
  let tokenFactor: Float
  /// What the stage adds to the losses.
  var loss = LossSums()

  var sequences: Int { microbatch.sequences }
  var length: Int { microbatch.length }

  init(_ microbatch: Microbatch, table: RotaryTable, tokenFactor: Float) {
    self.microbatch = microbatch
    self.table = table
    self.tokenFactor = tokenFactor
  }
}
