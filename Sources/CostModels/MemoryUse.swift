public import Quantities

/// What one GPU of a pipeline rank keeps in memory, by kind.
public struct MemoryUse: Hashable, Sendable {
  public var weights: Bytes
  public var gradients: Bytes
  /// Master weights and moments, this GPU's shard.
  public var optimizer: Bytes
  /// When the rank's live microbatches keep the most.
  public var activations: Bytes
  /// Communication buffers and what the largest operator needs beside its inputs.
  public var buffers: Bytes

  public init(
    weights: Bytes, gradients: Bytes, optimizer: Bytes, activations: Bytes, buffers: Bytes
  ) {
    self.weights = weights
    self.gradients = gradients
    self.optimizer = optimizer
    self.activations = activations
    self.buffers = buffers
  }

  public var total: Bytes { weights + gradients + optimizer + activations + buffers }
}
