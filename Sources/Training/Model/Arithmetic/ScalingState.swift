/// What a scaling by history goes on from: the scale in force and what it was derived from.
///
/// The scale follows from the magnitudes, unless all of them are 0.
struct ScalingState: Hashable {
  /// For the next tensor.
  var scale: Float
  /// Largest magnitudes of the tensors before, oldest first.
  var magnitudes: [Float]

  /// `[1 + magnitudes]`, the scale first, as checkpoints keep them.
  var elements: [Float] { [scale] + magnitudes }

  init(scale: Float, magnitudes: [Float]) {
    self.scale = scale
    self.magnitudes = magnitudes
  }

  /// Nil where not even a scale is there.
  init?(elements: [Float]) {
    guard let scale = elements.first else { return nil }
    self.init(scale: scale, magnitudes: Array(elements.dropFirst()))
  }

  /// A state for all that several ranks saw of one tensor.
  ///
  /// The newest magnitude is the greatest of the ranks' newest ones, and so on into the past, as far as
  /// any rank remembers. The scale is the greatest of those ranks that saw anything but zeros.
  ///
  /// - Parameter states: In any order.
  /// - Returns: Nil without states.
  /// - Complexity: O(magnitudes of all states)
  static func joining(_ states: [ScalingState]) -> ScalingState? {
    let seeing = states.filter { state in state.magnitudes.contains { $0 > 0 } }
    guard let scale = (seeing.isEmpty ? states : seeing).map(\.scale).max() else { return nil }
    let length = states.map(\.magnitudes.count).max() ?? 0
    var magnitudes = [Float](repeating: 0, count: length)
    for state in states {
      let start = length - state.magnitudes.count
      for (place, magnitude) in state.magnitudes.enumerated() {
        magnitudes[start + place] = max(magnitudes[start + place], magnitude)
      }
    }
    return ScalingState(scale: scale, magnitudes: magnitudes)
  }
}
