internal import LinearAlgebra

/// Makes the parameters of a rank's stages, each once: units that name the same one share it.
///
/// Weights at first follow from the seed and the parameter's name alone, so that every grid starts with
/// the same model.
final class ParameterStore {
  private let seed: UInt64
  private let deviation: Float
  private var places: [String: Int] = [:]
  /// In the order in which they were asked for first.
  private(set) var parameters: [Parameter] = []

  init(seed: UInt64, deviation: Float) {
    self.seed = seed
    self.deviation = deviation
  }

  /// A weight of numbers that are as good as normal, within 3.5 standard deviations of 0.
  func weight(
    _ name: String, rows: Int, columns: Int, group: Parameter.Group = .dense
  ) -> Parameter {
    shared(name) {
      var value = Matrix(rows: rows, columns: columns)
      var numbers = NormalNumbers(key: NormalNumbers.key(of: name, seed: seed))
      for place in value.values.indices { value.values[place] = numbers.next() * deviation }
      return Parameter(name: name, group: group, value: value)
    }
  }

  /// The gain of a norm, 1 at first.
  func gain(_ name: String, size: Int) -> Parameter {
    shared(name) {
      Parameter(name: name, group: .dense, value: Matrix(rows: 1, columns: size, repeating: 1))
    }
  }

  private func shared(_ name: String, _ make: () -> Parameter) -> Parameter {
    if let place = places[name] { return parameters[place] }
    let parameter = make()
    places[name] = parameters.count
    parameters.append(parameter)
    return parameter
  }
}
