import ClusterModels

extension Cluster {
  /// The link over which `count` GPUs, `stride` apart, reach each other.
  func link(count: Int, stride: Int) -> Link {
    count * stride <= gpusPerNode ? nvlink : network
  }
}
