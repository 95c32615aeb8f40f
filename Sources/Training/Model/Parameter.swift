public import LinearAlgebra

/// One weight tensor of a model with its gradient.
///
/// A tensor that several units share, such as the embedding that a prediction module uses too, is one
/// parameter. Copies on different ranks have the same name.
public final class Parameter {
  /// Which ranks hold copies of a tensor.
  public enum Group: String, Hashable, Sendable {
    /// Every data rank of the pipeline rank has a copy.
    case dense
    /// One data rank of the pipeline rank has it: a routed expert's.
    case expert
  }

  /// As in a Hugging Face checkpoint; the same on every grid.
  public let name: String
  public let group: Group
  /// `[rows, columns]`, the master weights in FP32; a vector is one row.
  public var value: Matrix { didSet { generation &+= 1 } }
  /// `[rows, columns]`, the sum over the microbatches since it was last cleared, in FP32.
  public var gradient: Matrix
  /// Changes with every change of the value, so that copies in other formats know when they are old.
  private(set) var generation = 0
  /// The value in another format, and the generation that it was made of.
  var copy: Copy?
  var copyGeneration = 0

  /// A parameter with a gradient of zeros.
  ///
  /// - Parameters:
  ///   - name: As in a Hugging Face checkpoint.
  ///   - group: Which ranks hold copies.
  ///   - value: `[rows, columns]`
  public init(name: String, group: Group, value: Matrix) {
    self.name = name
    self.group = group
    self.value = value
    gradient = Matrix(rows: value.rows, columns: value.columns)
  }
}
