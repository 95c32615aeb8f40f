/// One kernel, or several alike, that only moves memory.
struct MemoryBoundWork: Hashable, Sendable {
  var name: String
  var access: MemoryKernelMeasurement.Access
  /// Read plus written, for one token of the GPU, by all launches together.
  var bytesPerToken: Double
  var launches: Int

  init(
    _ name: String, _ access: MemoryKernelMeasurement.Access, bytesPerToken: Double,
    launches: Int = 1
  ) {
    self.name = name
    self.access = access
    self.bytesPerToken = bytesPerToken
    self.launches = launches
  }

  init(
    _ name: String, _ access: MemoryKernelMeasurement.Access, bytesPerToken: Int,
    launches: Int = 1
  ) {
    self.init(name, access, bytesPerToken: Double(bytesPerToken), launches: launches)
  }
}
