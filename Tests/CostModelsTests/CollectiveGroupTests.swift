import ClusterModels
import Quantities
import Testing

@testable import CostModels

@Suite("Collectives over a group")
struct CollectiveGroupTests {
  /// NVLink 160 GB/s and 3.33 us, network 40 GB/s and 3.7 us.
  private func group(_ members: Int, perNode: Int) -> CollectiveGroup {
    CollectiveGroup(members: members, perNode: perNode, on: .h800)
  }

  @Test("large sums in one node go round a ring: 7 of 8 parts over NVLink")
  func ringInside() {
    let seconds = 7.0 / 8 * 1e9 / 160e9 + 7 * 3.33e-6
    #expect(abs(group(8, perNode: 8).reduceScatter(bytes: 1e9) - seconds) < 1e-12)
    #expect(abs(group(8, perNode: 8).allReduce(bytes: 1e9) - 2 * seconds) < 1e-12)
  }

  @Test("large sums over nodes go round one ring at NVLink's rate: eight cards are faster")
  func ringAcross() {
    let seconds = 31.0 / 32 * 1e9 / 160e9 + 31 * 3.7e-6
    #expect(abs(group(32, perNode: 8).reduceScatter(bytes: 1e9) - seconds) < 1e-12)
    #expect(
      group(32, perNode: 8).allGather(bytes: 1e9) == group(32, perNode: 8).reduceScatter(bytes: 1e9)
    )
  }

  @Test("one member in each node leaves the network alone to carry the ring")
  func network() {
    let seconds = 3.0 / 4 * 1e9 / 40e9 + 3 * 3.7e-6
    #expect(abs(group(4, perNode: 1).reduceScatter(bytes: 1e9) - seconds) < 1e-12)
  }

  @Test("small sums over nodes go node by node first: 7 and 31 messages instead of 255")
  func twoLevels() {
    let inside = 7.0 / 8 * 1e6 / 160e9 + 7 * 3.33e-6
    let outside = 31.0 / 256 * 1e6 / 40e9 + 31 * 3.7e-6
    #expect(
      abs(group(256, perNode: 8).reduceScatter(bytes: 1e6) - inside - outside) < 1e-12)
  }

  @Test("small all-reduces climb trees: five levels of 32 nodes and a chain of eight, up and down")
  func trees() {
    let seconds = 2 * (1e3 / 160e9 + 5 * 3.7e-6 + 7 * 3.33e-6)
    #expect(abs(group(256, perNode: 8).allReduce(bytes: 1e3) - seconds) < 1e-12)
  }

  @Test("nobody to talk to costs nothing")
  func alone() {
    #expect(group(1, perNode: 1).reduceScatter(bytes: 1e9) == 0)
    #expect(group(1, perNode: 1).allReduce(bytes: 1e9) == 0)
  }

  @Test("more bytes never take less time, an all-reduce at most a reduce-scatter and an all-gather")
  func monotonic() {
    var random = SplitMix(seed: 7)
    for _ in 0..<200 {
      let perNode = [1, 2, 4, 8].randomElement(using: &random) ?? 1
      let group = group(perNode * Int.random(in: 1...64, using: &random), perNode: perNode)
      let bytes = Double.random(in: 1...1e9, using: &random)
      #expect(group.reduceScatter(bytes: bytes) <= group.reduceScatter(bytes: 1.5 * bytes))
      #expect(group.allReduce(bytes: bytes) <= group.allReduce(bytes: 1.5 * bytes))
      #expect(group.allReduce(bytes: bytes) <= 2 * group.allGather(bytes: bytes))
    }
  }
}
