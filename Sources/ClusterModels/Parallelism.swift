/// How a model is spread over GPUs.
///
/// GPUs = pipeline x data x tensor x context; `expert` is no factor, it divides data x context.
public struct Parallelism: Hashable, Sendable {
  public var pipeline: Int
  public var data: Int
  public var expert: Int
  public var tensor: Int
  public var context: Int

  public init(pipeline: Int, data: Int, expert: Int = 1, tensor: Int = 1, context: Int = 1) {
    self.pipeline = pipeline
    self.data = data
    self.expert = expert
    self.tensor = tensor
    self.context = context
  }

  public var gpus: Int { pipeline * gpusPerPipelineRank }

  /// Lanes of the simulation: GPUs that run the same rank program.
  public var gpusPerPipelineRank: Int { data * tensor * context }
}
