internal import LinearAlgebra

/// What checkpoints keep of the optimizer beside the values.
extension ShardedAdamW {
  /// The moments that this rank holds: all ranks' together are those of the model, each element once.
  public var shards: [MomentShard] {
    parts.flatMap { part in
      part.pieces.flatMap { piece in
        MomentShard.Moment.allCases.map { moment in
          let place = part.place(piece)
          return MomentShard(
            parameter: part.name(piece), moment: moment, count: part.elementCount(piece),
            start: piece.range.lowerBound,
            elements: part.moments.elements(moment, place..<place + piece.range.count))
        }
      }
    }
  }

  /// The parameters of which this rank holds moments, ascending: what ``restore(_:steps:)`` needs.
  public var shardedNames: [String] {
    Set(parts.flatMap { part in part.pieces.map(part.name) }).sorted()
  }

  /// Goes on from moments that were saved, on this grid or any other.
  ///
  /// Pieces may be cut in any way and overlap; of those that do, the last one counts. What belongs to
  /// other ranks is left out. Moments saved in another format are rounded to this one's.
  ///
  /// - Parameters:
  ///   - pieces: At least those that overlap this rank's shards.
  ///   - steps: Taken when they were saved.
  /// - Throws: `OptimizerError`, with nothing changed: code `shapesDisagree` for a piece that is not of
  ///   the parameter's size, `momentsMissing` for elements of this rank that no piece has,
  ///   `settingOutOfRange` for a negative count of steps.
  public func restore(_ pieces: [MomentShard], steps: Int) throws(OptimizerError) {
    try OptimizerError.require(steps >= 0, "\(steps) steps; from 0")
    var found: [MomentKey: [MomentShard]] = [:]
    for piece in pieces {
      found[MomentKey(parameter: piece.parameter, moment: piece.moment), default: []].append(piece)
    }
    for part in parts { try part.checkCoverage(found) }
    for part in parts { part.restore(found) }
    self.steps = steps
  }
}

/// Tells moments apart.
struct MomentKey: Hashable {
  let parameter: String
  let moment: MomentShard.Moment
}

extension OptimizerShard {
  /// Elements of the whole tensor that a piece is of.
  func elementCount(_ piece: ReplicaGroup.Piece) -> Int {
    let value = group.parameters[piece.parameter].value
    return value.rows * value.columns
  }

  /// Makes sure that every element of the shard is there.
  ///
  /// - Throws: `OptimizerError` with code `shapesDisagree` or `momentsMissing`.
  func checkCoverage(_ found: [MomentKey: [MomentShard]]) throws(OptimizerError) {
    for piece in pieces {
      for moment in MomentShard.Moment.allCases {
        let saved = found[MomentKey(parameter: name(piece), moment: moment)] ?? []
        for part in saved {
          let count = elementCount(piece)
          guard part.count == count, part.start >= 0, part.start <= count - part.elements.count
          else {
            throw OptimizerError(
              code: .shapesDisagree,
              detail: "\(moment) moment of \(name(piece)): \(part.elements.count) elements from "
                + "\(part.start) of \(part.count); the parameter has \(count)")
          }
        }
        // Up to where everything is there.
        var end = piece.range.lowerBound
        for part in saved.sorted(by: { $0.start < $1.start }) where part.start <= end {
          end = max(end, part.start + part.elements.count)
        }
        guard end >= piece.range.upperBound else {
          let next = saved.map(\.start).filter { $0 > end }.min() ?? piece.range.upperBound
          throw OptimizerError(
            code: .momentsMissing,
            detail: "\(moment) moment of \(name(piece)): elements \(end)..<"
              + "\(min(next, piece.range.upperBound)) are in no piece; needed are \(piece.range)")
        }
      }
    }
  }

  /// Takes over what is there of the shard.
  func restore(_ found: [MomentKey: [MomentShard]]) {
    for piece in pieces {
      for moment in MomentShard.Moment.allCases {
        for part in found[MomentKey(parameter: name(piece), moment: moment)] ?? [] {
          let overlap = piece.range.clamped(to: part.start..<part.start + part.elements.count)
          guard !overlap.isEmpty else { continue }
          let kept = overlap.lowerBound - part.start..<overlap.upperBound - part.start
          moments.replace(
            moment, at: place(piece) + overlap.lowerBound - piece.range.lowerBound,
            with: part.elements.part(kept))
        }
      }
    }
  }
}

extension MomentShard.Elements {
  /// Some of the elements.
  func part(_ range: Range<Int>) -> MomentShard.Elements {
    switch self {
    case .bfloat16(let elements): .bfloat16(Array(elements[range]))
    case .float(let elements): .float(Array(elements[range]))
    }
  }
}
