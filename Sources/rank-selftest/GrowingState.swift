import Training

/// What a run has in its memory after so many steps; every rank can compute all of it.
struct GrowingState {
  let step: Int

  /// Tensors in each of which the number of elements grows with the steps.
  private static let tensors = ["embedding", "layer.0", "layer.1", "head"]

  private func count(_ tensor: Int) -> Int { 300 * (tensor + 1) + 41 * step + tensor }

  /// What a rank has of the state: other parts on other grids, one tensor as a copy on all ranks.
  func pieces(rank: Int, ranks: Int) -> [CheckpointPiece] {
    Self.tensors.indices.flatMap { tensor -> [CheckpointPiece] in
      let count = count(tensor)
      let own =
        tensor == 1 ? 0..<count : count * rank / ranks..<count * (rank + 1) / ranks
      return [CheckpointPiece.Kind.value, .firstMoment].map { kind in
        CheckpointPiece(
          tensor: Self.tensors[tensor], kind: kind, count: count, start: own.lowerBound,
          elements: elements(tensor, kind, own))
      }
    }
  }

  /// Throws unless a checkpoint has all of this, and each part of it can be had on a grid of its own.
  func require(in checkpoint: Checkpoint, rank: Int, ranks: Int) throws {
    try expect(checkpoint.step, is: step, "step")
    try expect(checkpoint.facts, is: facts, "facts")
    for (tensor, name) in Self.tensors.enumerated() {
      let pieces = try checkpoint.read([name])
      let count = count(tensor)
      for own in [0..<count, count * rank / ranks..<count * (rank + 1) / ranks] {
        for kind in [CheckpointPiece.Kind.value, .firstMoment] {
          let found = try pieces.elements(of: name, kind, count: count, in: own)
          guard found == elements(tensor, kind, own) else {
            throw Unexpected(description: "\(kind) of \(name) at step \(step): other elements")
          }
        }
      }
    }
  }

  var facts: [String: String] { ["model": "growing", "sequences": "\(step * 32)"] }

  private func elements(
    _ tensor: Int, _ kind: CheckpointPiece.Kind, _ range: Range<Int>
  ) -> CheckpointPiece.Elements {
    let seed = 8 * step + tensor
    return kind == .value
      ? .float(range.map { Values.fraction(seed, $0) })
      : .bfloat16(range.map { UInt16(truncatingIfNeeded: Values.bits(seed, $0)) })
  }
}
