internal import CMPI

/// What all communicators of one run share.
final class World {
  /// The process's number in the whole job.
  let rank: Int
  let size: Int
  let greatestTag: Int
  /// False once MPI has ended.
  var isOpen = true

  init(rank: Int, size: Int, greatestTag: Int) {
    self.rank = rank
    self.size = size
    self.greatestTag = greatestTag
  }

  /// A process alone; MPI is not started.
  static var solo: World { World(rank: 0, size: 1, greatestTag: Int(Int32.max)) }
}
