import Testing

@testable import Simulation

@Suite("Partition over processes")
struct PartitionTests {
  @Test("every lane of every rank has one owner, and owners know each other")
  func covers() {
    for (lanes, groupSize, ranks) in [
      (128, 64, 16), (8, 4, 4), (8, 1, 1), (96, 32, 7), (64, 64, 3),
    ] {
      for processes in 1...40 {
        var owner = Array(repeating: -1, count: lanes * ranks)
        for process in 0..<processes {
          let partition = Partition(
            process: process, of: processes, lanes: lanes, groupSize: groupSize, ranks: ranks)
          #expect(partition.lanes.lowerBound.isMultiple(of: groupSize))
          #expect(partition.lanes.count.isMultiple(of: groupSize))
          for rank in partition.ranks where !partition.lanes.isEmpty {
            #expect(partition.owners[rank] == process)
            for lane in partition.lanes {
              #expect(owner[rank * lanes + lane] == -1)
              owner[rank * lanes + lane] = process
            }
          }
        }
        #expect(!owner.contains(-1), "\(processes) processes, \(lanes) lanes of \(groupSize)")
      }
    }
  }

  @Test("whole groups are handed out first, pipeline ranks only when there are more processes")
  func order() {
    let two = Partition(process: 1, of: 2, lanes: 128, groupSize: 64, ranks: 16)
    #expect(two.lanes == 64..<128 && two.ranks == 0..<16)
    let sixteen = Partition(process: 3, of: 16, lanes: 128, groupSize: 64, ranks: 16)
    #expect(sixteen.lanes == 0..<64 && sixteen.ranks == 6..<8)
    let three = Partition(process: 2, of: 3, lanes: 128, groupSize: 64, ranks: 16)
    #expect(three.lanes.isEmpty && three.ranks.isEmpty)
  }
}
