public import ClusterModels
public import Quantities

/// How long an expert all-to-all takes, fitted to benchmarks of both of its releases.
///
/// Network and NVLink work at once, so the slower one decides. A network card reaches
/// `network` x q / (q + `halfRateQueuePairs`) with q queue pairs under way: the first release has one
/// for each remote node, the current one has one for each remote node and channel (DeepEP, pull
/// request 130), which is all that tells them apart. A channel is two SMs.
public struct ExchangeModel: Hashable, Sendable {
  /// With fewer SMs the channels cannot feed the links; 20 saturate both.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 3.2.2. That the rates fall in proportion below
  ///   is an assumption.
  static let saturatingMultiprocessors = 20

  /// The links of the machine that was measured.
  public let links: ExchangeRows.Links
  /// NVLink's rate where the expert group lies in one node.
  public let localNVLink: Bandwidth
  /// NVLink's rate where rows that came over the network are forwarded.
  public let forwardingNVLink: Bandwidth
  /// A network card's rate with any number of queue pairs.
  public let network: Bandwidth
  /// With as many queue pairs the card reaches half of its rate.
  public let halfRateQueuePairs: Double
  /// Transport beside compute kernels, over transport alone; at least 1.
  public let slowdown: Double
  /// One of the notify kernel's barriers, the wait for the last member left out, in seconds.
  public let barrier: Double
  /// Of the layout kernel before dispatch, in seconds per token.
  public let layoutPerToken: Double
  /// Of the FP8 cast before gradient dispatch, in seconds per element.
  public let castPerElement: Double
  public let rows: ExchangeRows

  init(
    rows: ExchangeRows, localNVLink: Bandwidth, forwardingNVLink: Bandwidth, network: Bandwidth,
    halfRateQueuePairs: Double, slowdown: Double, barrier: Double, layoutPerToken: Double,
    castPerElement: Double
  ) {
    self.rows = rows
    links = rows.links
    self.localNVLink = localNVLink
    self.forwardingNVLink = forwardingNVLink
    self.network = network
    self.halfRateQueuePairs = halfRateQueuePairs
    self.slowdown = slowdown
    self.barrier = barrier
    self.layoutPerToken = layoutPerToken
    self.castPerElement = castPerElement
  }

  /// Seconds of the transport alone on its links, their latencies not counted.
  ///
  /// - Parameters:
  ///   - traffic: Of the GPU whose ports decide; of the busiest one where routing is not balanced.
  ///   - multiprocessors: That the kernel runs on; 0 stands for a transport that needs none.
  ///   - generation: The release.
  ///   - cluster: Whose links are scaled against those that were measured; nil for those.
  /// - Returns: The time of the link that takes longer.
  /// - Source: DeepSeek-V3 Technical Report, section 3.2.2; DeepEP #285, for what bounds 16
  ///   ranks.
  public func transport(
    _ traffic: ExchangeTraffic, multiprocessors: Int, generation: KernelGenerations.Exchanges,
    on cluster: Cluster? = nil
  ) -> Double {
    let own = multiprocessors == 0 ? Self.saturatingMultiprocessors : multiprocessors
    let feed = min(1, Double(own) / Double(Self.saturatingMultiprocessors))
    let nvlinkScale =
      cluster.map {
        $0.nvlink.effectiveBandwidth.bytesPerSecond / links.nvlink.bytesPerSecond
      } ?? 1
    let nvlink = (traffic.remoteNodes == 0 ? localNVLink : forwardingNVLink).bytesPerSecond
    let inside = traffic.nvlinkBytes / (nvlink * nvlinkScale * feed)
    guard traffic.remoteNodes > 0 else { return inside }
    let networkScale =
      cluster.map {
        $0.network.effectiveBandwidth.bytesPerSecond / links.network.bytesPerSecond
      } ?? 1
    let queuePairs = generation.queuePairs(nodes: traffic.remoteNodes, multiprocessors: own)
    let reached = network.bytesPerSecond * queuePairs / (queuePairs + halfRateQueuePairs)
    return max(inside, traffic.networkBytes / (reached * networkScale * feed))
  }

  /// Seconds of the notify kernel itself: three barriers where counts are exchanged, two where they
  /// are known.
  ///
  /// - Source: kernels of DeepEP's first release; for the three, DeepEP #94.
  func barrierSeconds(_ exchange: ExpertExchange) -> Double {
    Double(Self.barriers(exchange)) * barrier
  }

  static func barriers(_ exchange: ExpertExchange) -> Int { exchange == .dispatch ? 3 : 2 }

  /// Seconds of a transport with compute kernels beside it for part of the time.
  ///
  /// While both run, the transport moves at 1 / ``slowdown`` of its rate; when the kernels end first,
  /// the rest moves at the full rate.
  ///
  /// - Parameters:
  ///   - alone: Seconds of the transport alone.
  ///   - compute: Seconds of the compute kernels beside it.
  /// - Returns: At least `alone`, at most ``slowdown`` times that.
  public func contended(_ alone: Double, beside compute: Double) -> Double {
    min(alone * slowdown, alone + compute * (1 - 1 / slowdown))
  }
}

extension KernelGenerations.Exchanges {
  /// Queue pairs that one network card has under way to `nodes` remote nodes.
  ///
  /// - Source: DeepEP, pull request 130.
  func queuePairs(nodes: Int, multiprocessors: Int) -> Double {
    switch self {
    case .first: Double(nodes)
    case .current: Double(nodes * max(1, multiprocessors / 2))
    }
  }
}
