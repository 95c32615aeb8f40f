import ClusterModels

extension Workload {
  /// Nodes that one expert group fills; its members are `tensor` GPUs apart.
  var expertNodes: Int {
    let perNode = max(1, cluster.gpusPerNode / parallelism.tensor)
    return max(1, parallelism.expert / perNode)
  }

  /// The groups over which dense weights and experts are held in common.
  ///
  /// - Parameter copies: Pipeline ranks that hold the same stage.
  /// - Returns: The group of data x context x copies, and the one of that over expert parallel.
  func reductionGroups(copies: Int) -> (dense: CollectiveGroup, experts: CollectiveGroup) {
    let lanes = parallelism.data * parallelism.context
    let (tensor, expert) = (parallelism.tensor, parallelism.expert)
    return (
      CollectiveGroup(cluster, span: lanes, stride: tensor, copies: copies, gpus: parallelism.gpus),
      CollectiveGroup(
        cluster, span: lanes / expert, stride: expert * tensor, copies: copies,
        gpus: parallelism.gpus)
    )
  }
}
