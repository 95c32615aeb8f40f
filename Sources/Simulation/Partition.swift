import MPIRuntime

/// Which lanes and pipeline ranks a process simulates.
///
/// Whole lane groups are handed out first: they exchange nothing before the gradient reduction.
/// Only when there are more processes than groups are the pipeline ranks of a group parted, and
/// processes beyond that stay idle.
struct Partition: Hashable {
  /// Empty for an idle process.
  var lanes: Range<Int>
  var ranks: Range<Int>
  /// `[pipeline rank]`, the process that runs it for these lanes.
  var owners: [Int]

  /// - Parameters:
  ///   - process: From 0.
  ///   - processes: At least 1.
  ///   - lanes: Of one pipeline rank.
  ///   - groupSize: Lanes that wait for each other; divides `lanes`.
  ///   - ranks: Pipeline ranks.
  init(process: Int, of processes: Int, lanes: Int, groupSize: Int, ranks: Int) {
    let groups = lanes / groupSize
    let perShare = processes <= groups ? 1 : min(processes / groups, ranks)
    let shares = min(processes / perShare, groups)
    let share = process / perShare
    owners = (0..<ranks).map { rank in
      let part = (0..<perShare).first { rank < ($0 + 1) * ranks / perShare } ?? perShare - 1
      return share * perShare + part
    }
    guard share < shares else {
      (self.lanes, self.ranks) = (0..<0, 0..<0)
      return
    }
    self.lanes = share * groups / shares * groupSize..<(share + 1) * groups / shares * groupSize
    let part = process % perShare
    self.ranks = part * ranks / perShare..<(part + 1) * ranks / perShare
  }
}
