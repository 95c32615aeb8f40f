internal import FoundationEssentials

extension Architecture {
  /// Reads a Hugging Face `config.json` from a file and names the model after it.
  ///
  /// - Parameter path: Absolute, or relative to the working directory.
  /// - Throws: `ModelError` with code `unreadableFile` when there is no such file, or it is no
  ///   regular file of at most 16 MiB; otherwise as ``init(configuration:name:)``.
  public init(contentsOf path: String) throws(ModelError) {
    let bytes = try Self.bytes(ofFile: path)
    let file = path.split(separator: "/").last ?? path[...]
    let name = file.hasSuffix(".json") ? file.dropLast(5) : file
    try self.init(ConfigurationReader(bytes, source: path), name: String(name))
  }

  /// Weights lie beside configurations, and a device has no end: both are refused before they are
  /// read.
  static func bytes(ofFile path: String) throws(ModelError) -> [UInt8] {
    let limit = 16 << 20
    let url = URL(filePath: path).resolvingSymlinksInPath()
    let found: String
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
      let (type, size) = (attributes[.type] as? FileAttributeType, attributes[.size] as? UInt64)
      if type == .typeRegular, let size, size <= limit { return [UInt8](try Data(contentsOf: url)) }
      found =
        type == .typeDirectory
        ? "a directory"
        : type == .typeRegular ? "a file of \(size ?? 0) bytes" : "no regular file"
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      found = "no such file"
    } catch let error as CocoaError where error.code == .fileReadNoPermission {
      found = "no permission to read it"
    } catch {
      found = "it cannot be read"
    }
    throw ModelError(
      code: .unreadableFile,
      detail: "\(path): \(found); expected a config.json of at most \(limit) bytes")
  }
}
