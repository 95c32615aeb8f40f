/// What a forward pass keeps for the backward pass.
struct SavedTensor: Hashable, Sendable {
  var name: String
  var bytesPerToken: Double

  init(_ name: String, elements: Int, bytes: Double) {
    self.name = name
    bytesPerToken = Double(elements) * bytes
  }
}
