import LinearAlgebra
import MPIRuntime
import Training

/// Tensors of which every rank knows who holds them and what every holder's gradients are.
struct HeldModel {
  struct Tensor {
    var name: String
    var rows: Int
    var columns: Int
    /// Ranks, ascending.
    var holders: [Int]
  }

  var tensors: [Tensor]

  /// Tensors of any shape on any ranks.
  init(seed: Int, ranks: Int) {
    tensors = (0..<2 + seed % 5).map { number in
      let bits = (0..<3).map { Int(Values.bits(seed, 10 * number + $0) >> 33) }
      let set = 1 + bits[2] % (1 << ranks - 1)
      return Tensor(
        name: "tensor.\(number)", rows: 1 + bits[0] % 4, columns: 1 + bits[1] % 70,
        holders: (0..<ranks).filter { set >> $0 & 1 == 1 })
    }
  }

  /// Two pipeline ranks that hold both stages, as DualPipe's, times two data ranks that share experts;
  /// the embedding is the head, too.
  static var dualPipe: HeldModel {
    var model = HeldModel(seed: 0, ranks: 4)
    model.tensors = [
      Tensor(name: "embedding", rows: 9, columns: 4, holders: [0, 1, 2, 3]),
      Tensor(name: "router", rows: 4, columns: 4, holders: [0, 1, 2, 3]),
      Tensor(name: "norm", rows: 1, columns: 5, holders: [0, 1, 2, 3]),
      Tensor(name: "experts.0", rows: 3, columns: 3, holders: [0, 2]),
      Tensor(name: "experts.1", rows: 3, columns: 3, holders: [1, 3]),
    ]
    return model
  }

  /// The tensors of a rank, or all of them, in an order of the rank's own.
  func parameters(ofRank rank: Int?) throws -> [Parameter] {
    let held = try tensors.enumerated().filter { number, tensor in
      rank.map(tensor.holders.contains) ?? true
    }.map { number, tensor in
      let values = (0..<tensor.rows * tensor.columns).map { Values.fraction(1_000 + number, $0) }
      return Parameter(
        name: tensor.name, group: .dense,
        value: try Matrix(rows: tensor.rows, columns: tensor.columns, values: values))
    }
    return (rank ?? 0) % 2 == 0 ? held : held.reversed()
  }

  /// An element of one holder's gradient; numbers of `exact` steps have sums without rounding.
  func gradient(_ tensor: Int, holder: Int, step: Int, element: Int, exact: Bool) -> Float {
    let index = 1_000 * step + element
    let number = 100 + 16 * tensor + holder
    return exact
      ? Float(Values.whole(number, index) - 50) / 64 : Values.fraction(number, index) - 0.25
  }

  /// Sets the gradients of parameters: a rank's own, or without one the sums of all holders'.
  func setGradients(_ parameters: [Parameter], ofRank rank: Int?, step: Int, exact: Bool) {
    for parameter in parameters {
      for (number, tensor) in tensors.enumerated() where tensor.name == parameter.name {
        parameter.gradient.update { elements in
          for element in elements.indices {
            elements[element] = (rank.map { [$0] } ?? tensor.holders).reduce(0) {
              $0 + gradient(number, holder: $1, step: step, element: element, exact: exact)
            }
          }
        }
      }
    }
  }

  /// Elements of all tensors.
  var elementCount: Int { tensors.reduce(0) { $0 + $1.rows * $1.columns } }
}

/// AdamW by definition, in double precision, all in one process.
struct PlainAdamW {
  private var values: [[Double]]
  private var first: [[Double]]
  private var second: [[Double]]
  private var steps = 0

  init(_ parameters: [Parameter]) {
    values = parameters.map { $0.value.values.map(Double.init) }
    first = values.map { $0.map { _ in 0 } }
    second = first
  }

  /// Moves the values; gains, the tensors of one row, do not decay.
  mutating func step(_ parameters: [Parameter], rate: Double, _ settings: AdamWSettings)
    -> [[Double]]
  {
    steps += 1
    let norm = parameters.flatMap(\.gradient.values).reduce(0.0) { $0 + Double($1) * Double($1) }
      .squareRoot()
    let clip = settings.clipNorm.map { min(1, $0 / norm) } ?? 1
    var (kept1, kept2) = (1.0, 1.0)
    for _ in 0..<steps { (kept1, kept2) = (kept1 * settings.beta1, kept2 * settings.beta2) }
    for (tensor, parameter) in parameters.enumerated() {
      let decay = parameter.value.rows == 1 ? 0 : settings.weightDecay
      for element in values[tensor].indices {
        let gradient = Double(parameter.gradient.values[element]) * clip
        first[tensor][element] += (1 - settings.beta1) * (gradient - first[tensor][element])
        second[tensor][element] +=
          (1 - settings.beta2) * (gradient * gradient - second[tensor][element])
        let root = (second[tensor][element] / (1 - kept2)).squareRoot()
        values[tensor][element] -=
          rate
          * (decay * values[tensor][element] + first[tensor][element] / (1 - kept1)
            / (root + settings.epsilon))
      }
    }
    return values
  }
}
