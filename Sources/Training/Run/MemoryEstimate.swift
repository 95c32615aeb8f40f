public import Quantities

/// What a process of a training run needs at its peak, found before anything of it is allocated.
///
/// The rule, in bytes: every element of the rank's weights is there four times over or less, as value (4)
/// and gradient (4), as moments (2 · 2 or 2 · 4, shared by the holders) and, where products take rounded
/// weights, as their copy (4, or 1 in eight-bit codes). Stages that several ranks hold have a message
/// buffer for one group and the summed shard. Activations are what the layers keep of each microbatch
/// that the schedule keeps live, what one more keeps for the work on its weights, and the messages
/// between stages. A checkpoint copies the rank's share of values and moments.
public struct MemoryEstimate: Hashable, Sendable {
  /// Values and gradients in FP32.
  public var weights: Bytes
  /// Both moments of the rank's share.
  public var moments: Bytes
  /// Weights in the format that products take.
  public var copies: Bytes
  /// What is kept of microbatches, and what is in the making.
  public var activations: Bytes
  /// Buffers of messages between holders of the same weights and between stages.
  public var messages: Bytes
  /// What is gathered for a checkpoint.
  public var checkpoint: Bytes
  /// The program with its libraries.
  public static let program = Bytes(32 << 20)

  /// What stays from the start of a run to its end, whatever the batch.
  public var standing: Bytes { weights + moments + copies + Self.program }

  /// All of it: messages between holders and a checkpoint come when no activation is there.
  public var total: Bytes { standing + messages + max(activations, checkpoint) }
}
