public import PipelineSchedules
internal import TransformerModels

/// Everything that a training run depends on, apart from how many processes it gets.
///
/// The processes are the pipeline ranks times the data ranks, so that more processes make more data
/// ranks. Studies vary ``model``: its precision, its balancing, its seed.
public struct TrainingSettings: Hashable, Sendable {
  /// Where the text comes from.
  public struct Text: Hashable, Sendable {
    /// What the sequences are cut from.
    public enum Source: Hashable, Sendable {
      /// Built in, made from the seed.
      case synthetic
      /// The bytes of a file, or of all files of a folder.
      case path(String)
    }

    public var source: Source
    /// The part of the sequences that is never trained on, at least 0 and below 1.
    public var heldOut: Double

    public init(_ source: Source = .synthetic, heldOut: Double = 0.05) {
      self.source = source
      self.heldOut = heldOut
    }
  }

  /// The order in which the pipeline ranks compute.
  public struct Schedule: Hashable, Sendable {
    /// Of the catalogue, or of the file that ``imported`` comes from.
    public var name: String
    /// Stages of a rank, where the schedule lets it be chosen.
    public var chunks: Int
    /// A schedule of one's own, for one count of microbatches; nil for one of the catalogue.
    public var imported: PipelineSchedule?

    public init(_ name: String, chunks: Int = 2, imported: PipelineSchedule? = nil) {
      self.name = name
      self.chunks = chunks
      self.imported = imported
    }
  }

  /// What one step trains on.
  public struct Batch: Hashable, Sendable {
    /// Of one step, on all ranks.
    public var sequences: Int
    /// Tokens that the model reads of a sequence.
    public var sequenceLength: Int
    /// Sequences that pass through the model together.
    public var microbatch: Int

    public init(sequences: Int, sequenceLength: Int, microbatch: Int = 1) {
      self.sequences = sequences
      self.sequenceLength = sequenceLength
      self.microbatch = microbatch
    }
  }

  /// A batch that grows to its full size.
  public struct Ramp: Hashable, Sendable {
    /// Sequences of the first step.
    public var from: Int
    /// Steps until the batch is whole.
    public var over: Int

    public init(from: Int, over: Int) {
      self.from = from
      self.over = over
    }
  }

  /// How gradients move the weights: AdamW.
  public struct Optimizer: Hashable, Sendable {
    /// After the warm-up.
    public var learningRate: Double
    /// Steps in which the learning rate rises from 0.
    public var warmup: Int
    /// Steps behind the warm-up in which it stays.
    public var constant: Int
    /// Where it ends, after a cosine that lasts until ``horizon``.
    public var floor: Double
    /// The step at which it reaches the floor.
    public var horizon: Int
    /// Of matrices alone, norms' gains have none.
    public var weightDecay: Double
    /// The greatest norm of all gradients together; nil where they are never scaled down.
    public var clip: Double?
    /// What the moments of the gradients are kept in.
    public var moments: AdamWSettings.MomentFormat

    public init(
      learningRate: Double, warmup: Int = 0, constant: Int = 0, floor: Double? = nil,
      horizon: Int, weightDecay: Double = 0.1, clip: Double? = 1,
      moments: AdamWSettings.MomentFormat = .bf16
    ) {
      self.learningRate = learningRate
      self.warmup = warmup
      self.constant = constant
      self.floor = floor ?? learningRate / 10
      self.horizon = horizon
      self.weightDecay = weightDecay
      self.clip = clip
      self.moments = moments
    }
  }

  /// When the state of a run is written down.
  public struct Checkpoints: Hashable, Sendable {
    public var folder: String
    /// Steps between two of them, at least 1.
    public var every: Int
    /// How many of the newest stay, at least 1.
    public var keep: Int

    public init(folder: String, every: Int, keep: Int = 2) {
      self.folder = folder
      self.every = every
      self.keep = keep
    }
  }

  /// The model with its precision, its balancing, the weight of its prediction modules and the seed of
  /// its weights.
  public var model: ModelConfiguration
  public var text: Text
  public var pipelineRanks: Int
  public var schedule: Schedule
  public var batch: Batch
  public var ramp: Ramp?
  public var optimizer: Optimizer
  /// The step behind which the run ends.
  public var steps: Int
  /// Nil for a run that leaves none.
  public var checkpoints: Checkpoints?
  /// How long a rank may wait or compute before the run is taken for hung; nil for ever.
  public var stallLimit: Duration?

  /// A run of one pipeline rank, unless told otherwise.
  public init(
    model: ModelConfiguration, text: Text = Text(), pipelineRanks: Int = 1,
    schedule: Schedule = Schedule("1f1b"), batch: Batch, ramp: Ramp? = nil, optimizer: Optimizer,
    steps: Int, checkpoints: Checkpoints? = nil, stallLimit: Duration? = .seconds(120)
  ) {
    self.model = model
    self.text = text
    self.pipelineRanks = pipelineRanks
    self.schedule = schedule
    self.batch = batch
    self.ramp = ramp
    self.optimizer = optimizer
    self.steps = steps
    self.checkpoints = checkpoints
    self.stallLimit = stallLimit
  }
}
