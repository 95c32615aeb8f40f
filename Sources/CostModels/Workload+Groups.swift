import ClusterModels

extension Workload {
  /// Nodes that one expert group fills; its members are `tensor` GPUs apart.
  var expertNodes: Int {
    let perNode = max(1, cluster.gpusPerNode / parallelism.tensor)
    return max(1, parallelism.expert / perNode)
  }

  /// The groups over which dense weights and experts are held in common.
  func reductionGroups(copies: Int) -> (dense: ReductionGroup, experts: ReductionGroup) {
    let lanes = parallelism.data * parallelism.context
    let (tensor, expert) = (parallelism.tensor, parallelism.expert)
    return (
      ReductionGroup(cluster, span: lanes, stride: tensor, copies: copies, gpus: parallelism.gpus),
      ReductionGroup(
        cluster, span: lanes / expert, stride: expert * tensor, copies: copies,
        gpus: parallelism.gpus)
    )
  }
}
