extension Linear {
  /// The states of the scalings by history, each with the name of what it scales; none where there is no
  /// history.
  var scalings: [(name: String, state: ScalingState)] {
    var all: [(String, ScalingState)] = []
    if let inputScaling { all.append((inputName, inputScaling.state)) }
    if let gradientScaling { all.append((gradientName, gradientScaling.state)) }
    for (weight, scaling) in zip(weights, weightScalings) {
      all.append((weight.name, scaling.state))
    }
    return all
  }

  /// Goes on from states.
  ///
  /// - Parameter state: Gives that of a name of ``scalings``.
  /// - Throws: What it throws; `CheckpointError` with code `elementsMissing` for a state that no scaling
  ///   has.
  func resumeScalings(
    _ state: (String) throws(CheckpointError) -> ScalingState
  ) throws(CheckpointError) {
    try inputScaling?.resume(state(inputName), name: inputName)
    try gradientScaling?.resume(state(gradientName), name: gradientName)
    for (place, weight) in zip(weightScalings.indices, weights) {
      try weightScalings[place].resume(state(weight.name), name: weight.name)
    }
  }

  private var inputName: String { "\(rowsName).input" }
  private var gradientName: String { "\(rowsName).gradient" }

  /// Names what the rows pass through: all experts of a layer, since which of them share a rank's rows
  /// depends on the grid.
  private var rowsName: String {
    guard weights[0].group == .expert else { return name }
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    // The layer's number stands before the expert's.
    if let number = parts.lastIndex(where: { Int($0) != nil }) { parts[number] = "*" }
    return parts.joined(separator: ".")
  }
}
