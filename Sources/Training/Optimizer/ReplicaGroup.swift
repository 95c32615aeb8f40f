internal import LinearAlgebra
public import MPIRuntime

/// Parameters that the same ranks hold, and the way between these ranks.
///
/// The parameters lie one behind the other in a flat row, which is cut into one shard for each holder:
/// all of ``shardLength`` elements, the last ones filled up with zeros.
public struct ReplicaGroup {
  /// The holders, in the order of their ranks in the world.
  public let communicator: Communicator
  /// Ranks of the world, ascending; at least one.
  public let holders: [Int]
  /// In the order of the flat row, the same on every holder.
  public let parameters: [Parameter]
  /// Elements of all parameters together.
  public let elementCount: Int
  /// Elements of each holder's shard, the filling included.
  public let shardLength: Int
  /// `[parameters]`, where each begins in the flat row.
  let starts: [Int]

  init(_ parameters: [Parameter], holders: [Int], communicator: Communicator) {
    var starts: [Int] = []
    var count = 0
    for parameter in parameters {
      starts.append(count)
      count += parameter.value.rows * parameter.value.columns
    }
    self.parameters = parameters
    self.holders = holders
    self.communicator = communicator
    self.starts = starts
    elementCount = count
    shardLength = (count + holders.count - 1) / holders.count
  }

  /// Elements of the flat row, the filling included.
  var paddedCount: Int { shardLength * holders.count }

  /// The part of the flat row that is this rank's to update, without the filling.
  public var ownRange: Range<Int> { range(ofHolder: communicator.rank) }

  /// The part of the flat row that one holder updates, without the filling.
  func range(ofHolder holder: Int) -> Range<Int> {
    let start = min(holder * shardLength, elementCount)
    return start..<min(start + shardLength, elementCount)
  }

  /// A part of one parameter.
  struct Piece {
    /// Its place among the group's.
    let parameter: Int
    /// Elements of the tensor, row-major.
    let range: Range<Int>
    /// Of the piece's first element, in the flat row.
    let place: Int
  }

  /// The parameters' parts that lie in a part of the flat row, in order.
  func pieces(in range: Range<Int>) -> [Piece] {
    parameters.indices.compactMap { number in
      let value = parameters[number].value
      let start = starts[number]
      let part = range.clamped(to: start..<start + value.rows * value.columns)
      guard !part.isEmpty else { return nil }
      return Piece(
        parameter: number, range: part.lowerBound - start..<part.upperBound - start,
        place: part.lowerBound)
    }
  }
}
