/// Which GPU holds which part of a model.
///
/// Innermost first: tensor, context, data, pipeline. A **lane** is one data-context-tensor position
/// of a pipeline rank, tensor fastest; GPU = pipeline rank x lanes + lane, and GPUs fill one node
/// after the other.
public struct Placement: Hashable, Sendable {
  /// Where a GPU stands in each dimension, each counted from 0.
  public struct Coordinates: Hashable, Sendable {
    public var pipeline: Int
    public var data: Int
    public var context: Int
    public var tensor: Int

    public init(pipeline: Int, data: Int, context: Int, tensor: Int) {
      self.pipeline = pipeline
      self.data = data
      self.context = context
      self.tensor = tensor
    }
  }

  public let cluster: Cluster
  public let parallelism: Parallelism

  /// Places a model on all GPUs of a cluster.
  ///
  /// - Throws: `ClusterError` when a dimension is below 1 (`notPositive`), when pipeline x data x
  ///   tensor x context is not the cluster's GPU count (`gpuCountMismatch`), when `expert` does not
  ///   divide data x context (`indivisibleExperts`), or when a tensor group would cross a node's
  ///   border (`tensorBeyondNode`).
  public init(cluster: Cluster, parallelism: Parallelism) throws(ClusterError) {
    try parallelism.validate(on: cluster)
    self.cluster = cluster
    self.parallelism = parallelism
  }

  public var gpus: Int { cluster.gpus }

  /// Lanes of each pipeline rank.
  public var lanes: Int { parallelism.gpusPerPipelineRank }

  /// - Parameters:
  ///   - pipelineRank: 0 ..< `parallelism.pipeline`.
  ///   - lane: 0 ..< ``lanes``.
  /// - Returns: 0 ..< ``gpus``.
  public func gpu(pipelineRank: Int, lane: Int) -> Int {
    precondition(
      (0..<parallelism.pipeline).contains(pipelineRank) && (0..<lanes).contains(lane),
      "pipeline rank \(pipelineRank) of \(parallelism.pipeline), lane \(lane) of \(lanes)")
    return pipelineRank * lanes + lane
  }

  public func gpu(at position: Coordinates) -> Int {
    gpu(pipelineRank: position.pipeline, lane: lane(of: position))
  }

  public func pipelineRank(ofGPU gpu: Int) -> Int { checked(gpu) / lanes }

  public func lane(ofGPU gpu: Int) -> Int { checked(gpu) % lanes }

  /// The lane of a position; its pipeline rank does not matter.
  public func lane(of position: Coordinates) -> Int {
    (position.data * parallelism.context + position.context) * parallelism.tensor + position.tensor
  }

  public func coordinates(ofGPU gpu: Int) -> Coordinates {
    let (position, tensor) = lane(ofGPU: gpu).quotientAndRemainder(dividingBy: parallelism.tensor)
    let (data, context) = position.quotientAndRemainder(dividingBy: parallelism.context)
    return Coordinates(
      pipeline: pipelineRank(ofGPU: gpu), data: data, context: context, tensor: tensor)
  }

  /// - Returns: 0 ..< `cluster.nodes`.
  public func node(ofGPU gpu: Int) -> Int { checked(gpu) / cluster.gpusPerNode }

  /// - Returns: 0 ..< `cluster.gpusPerNode`.
  public func indexInNode(ofGPU gpu: Int) -> Int { checked(gpu) % cluster.gpusPerNode }

  /// Whether a lane of a pipeline rank and the same lane of the next one talk over NVLink; the last
  /// rank has no next one.
  public func sharesNodeWithNext(pipelineRank: Int, lane: Int) -> Bool {
    node(ofGPU: gpu(pipelineRank: pipelineRank, lane: lane))
      == node(ofGPU: gpu(pipelineRank: pipelineRank + 1, lane: lane))
  }

  private func checked(_ gpu: Int) -> Int {
    precondition((0..<gpus).contains(gpu), "GPU \(gpu) of \(gpus)")
    return gpu
  }
}
