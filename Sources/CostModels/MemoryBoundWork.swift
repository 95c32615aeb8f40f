/// One kernel, or several alike, that only moves memory.
struct MemoryBoundWork: Hashable, Sendable {
  var name: String
  var access: ComputeRates.Access
  /// Read plus written, for one token of the GPU.
  var bytesPerToken: Double

  init(_ name: String, _ access: ComputeRates.Access, bytesPerToken: Double) {
    self.name = name
    self.access = access
    self.bytesPerToken = bytesPerToken
  }

  init(_ name: String, _ access: ComputeRates.Access, bytesPerToken: Int) {
    self.init(name, access, bytesPerToken: Double(bytesPerToken))
  }
}
