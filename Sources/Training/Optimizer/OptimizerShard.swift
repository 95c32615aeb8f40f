internal import CTrainingKernels
internal import LinearAlgebra
internal import MPIRuntime

/// The part of a replica group that this rank updates.
final class OptimizerShard {
  let group: ReplicaGroup
  let moments: any ShardMoments
  /// The parts of parameters that lie in the shard.
  let pieces: [ReplicaGroup.Piece]
  /// `[shard length]`, summed over the holders; empty for a holder alone, whose gradients are the sums.
  private var gradients: MessageBuffer<Float>

  init(_ group: ReplicaGroup, _ format: AdamWSettings.MomentFormat) {
    self.group = group
    moments = format.moments(count: group.ownRange.count)
    pieces = group.pieces(in: group.ownRange)
    gradients = MessageBuffer(repeating: 0, count: group.holders.count > 1 ? group.shardLength : 0)
  }

  private var isShared: Bool { group.holders.count > 1 }

  /// A piece's place in the shard.
  func place(_ piece: ReplicaGroup.Piece) -> Int { piece.place - group.ownRange.lowerBound }

  func name(_ piece: ReplicaGroup.Piece) -> String { group.parameters[piece.parameter].name }

  /// Sums the holders' gradients; each holder gets its shard.
  ///
  /// - Parameter row: Room for the group; overwritten.
  /// - Throws: `MPIError` when a message fails.
  func reduceGradients(_ row: inout MessageBuffer<Float>) throws(MPIError) {
    guard isShared else { return }
    group.pack(0..<group.elementCount, to: &row, \.gradient)
    try group.communicator.reduceScatter(row, .sum, into: &gradients)
  }

  /// The sum of squares of a piece's gradients.
  func sumOfSquares(_ piece: ReplicaGroup.Piece) -> Double {
    // Reason: C takes pointers; the piece lies inside of what it gets.
    unsafe withGradients(piece) { start, place in
      unsafe optimizer_sum_of_squares(start, Int64(place), Int64(piece.range.count))
    }
  }

  /// Moves the values of the shard.
  ///
  /// - Parameter factors: For the parameter that they are asked for.
  func step(_ factors: (Parameter) -> adamw_factors) {
    for piece in pieces {
      let parameter = group.parameters[piece.parameter]
      let factors = factors(parameter)
      // Reason: C takes pointers; the piece lies inside of the values and of the gradients.
      unsafe withGradients(piece) { start, first in
        unsafe parameter.value.withElements { values in
          unsafe moments.step(
            values, from: piece.range.lowerBound, gradients: (start, first), place: place(piece),
            count: piece.range.count, factors)
        }
      }
    }
  }

  /// Gives all holders the values of all shards.
  ///
  /// - Parameter row: Room for the group; overwritten.
  /// - Throws: `MPIError` when a message fails.
  func gatherValues(_ row: inout MessageBuffer<Float>) throws(MPIError) {
    guard isShared else { return }
    let own = group.ownRange
    group.pack(own, to: &row, \.value)
    try group.communicator.allGather(&row, count: group.shardLength)
    for others in [0..<own.lowerBound, own.upperBound..<group.elementCount] {
      // Reason: the pointer goes to a loop in C that is done with it when it returns.
      unsafe group.unpack(others, of: row) { unsafe $0.value.withElements($1) }
    }
  }

  /// Hands out where a piece's gradients are: the start of an array, and the place of the first.
  private func withGradients<Result>(
    _ piece: ReplicaGroup.Piece, _ body: (UnsafePointer<Float>?, Int) -> Result
  ) -> Result {
    guard isShared else {
      let values = group.parameters[piece.parameter].gradient.values
      // Reason: the pointer is valid while the body runs.
      return unsafe values.withUnsafeBufferPointer {
        unsafe body($0.baseAddress, piece.range.lowerBound)
      }
    }
    // Reason: the shard owns the memory, and lives while the body runs.
    return unsafe body(UnsafePointer(gradients.baseAddress), place(piece))
  }
}
