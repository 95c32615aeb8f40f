import ClusterModels
import Quantities

/// GPUs that sum or gather data together, and how long that takes.
///
/// Of the algorithms that a library chooses from, the fastest counts. Bytes are those of the whole
/// buffer: what each member has before a sum, or after a gathering.
///
/// - Source: NVIDIA/nccl-tests, doc/PERFORMANCE.md, for rings; Sanders et al. 2009,
///   doi:10.1016/j.parco.2009.09.001, for two trees; Jia et al. 2018, arXiv:1807.11205, section 3.3,
///   for two levels.
struct CollectiveGroup: Hashable, Sendable {
  let members: Int
  /// Members in each node, which divides `members`.
  let perNode: Int
  let nvlink: Cluster.Link
  let network: Cluster.Link

  init(members: Int, perNode: Int, on cluster: Cluster) {
    precondition(
      perNode > 0 && members >= perNode && members.isMultiple(of: perNode),
      "\(members) members, \(perNode) in each node")
    self.members = members
    self.perNode = perNode
    nvlink = cluster.nvlink
    network = cluster.network
  }

  /// - Parameters:
  ///   - cluster: What the members are linked by.
  ///   - span: Members on one pipeline rank.
  ///   - stride: GPUs from one of them to the next.
  ///   - copies: Pipeline ranks that hold the data.
  ///   - gpus: Of the whole layout; where they fit one node, no group leaves it.
  init(_ cluster: Cluster, span: Int, stride: Int, copies: Int, gpus: Int) {
    let members = span * copies
    let reach = copies == 1 ? span * stride : gpus
    let perNode =
      reach <= cluster.gpusPerNode ? members : min(span, max(1, cluster.gpusPerNode / stride))
    // Where the last node has fewer members, rings cross as often as all nodes can do.
    self.init(members: members, perNode: Self.commonDivisor(members, perNode), on: cluster)
  }

  var nodes: Int { members / perNode }

  /// Seconds in which every member gets its part of the sum.
  func reduceScatter(bytes: Double) -> Double {
    guard members > 1, bytes > 0 else { return 0 }
    return min(ring(bytes), twoLevels(bytes))
  }

  /// Seconds in which every member gets the parts of all; the mirror image of ``reduceScatter(bytes:)``.
  func allGather(bytes: Double) -> Double { reduceScatter(bytes: bytes) }

  /// Seconds in which every member gets the whole sum.
  func allReduce(bytes: Double) -> Double {
    guard members > 1, bytes > 0 else { return 0 }
    return min(2 * reduceScatter(bytes: bytes), trees(bytes))
  }

  /// A ring through all members; from node to node it crosses once per member there, each time
  /// through another network card.
  private func ring(_ bytes: Double) -> Double {
    let steps = Double(members - 1)
    let latency = nodes == 1 ? nvlink.latency : network.latency
    return bytes * steps / Double(members) / streamRate + steps * latency.seconds
  }

  /// A ring inside each node, then one ring per place in the node over the part that it holds.
  private func twoLevels(_ bytes: Double) -> Double {
    let (inside, outside) = (Double(perNode - 1), Double(nodes - 1))
    return inside * nvlink.seconds(bytes: bytes / Double(perNode))
      + outside * network.seconds(bytes: bytes / Double(members))
  }

  /// Two trees over the nodes with half of the bytes each, up and down, every node a chain: each
  /// member receives and sends all bytes twice, in one stream.
  private func trees(_ bytes: Double) -> Double {
    let depth = Double(Self.levels(nodes))
    let latency = depth * network.latency.seconds + Double(perNode - 1) * nvlink.latency.seconds
    return 2 * (bytes / streamRate + latency)
  }

  /// Bytes per second that a stream through all members moves at.
  private var streamRate: Double {
    let nvlinkRate = nvlink.effectiveBandwidth.bytesPerSecond
    let networkRate = network.effectiveBandwidth.bytesPerSecond
    if nodes == 1 { return nvlinkRate }
    return perNode == 1 ? networkRate : min(nvlinkRate, Double(perNode) * networkRate)
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : commonDivisor(b, a % b)
  }

  /// Levels of a binary tree below its root.
  private static func levels(_ count: Int) -> Int {
    count > 1 ? Int.bitWidth - (count - 1).leadingZeroBitCount : 0
  }
}

extension Cluster.Link {
  /// One message alone on the link.
  func seconds(bytes: Double) -> Double {
    bytes / effectiveBandwidth.bytesPerSecond + latency.seconds
  }
}
