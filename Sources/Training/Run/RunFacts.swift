internal import FoundationEssentials
internal import Quantities
public import TransformerModels

/// What a checkpoint says of its run, so that the trained model can be used with nothing but the
/// folder.
public struct RunFacts: Hashable, Sendable {
  public var architecture: Architecture
  public var constants: ModelConstants
  public var seed: UInt64
  public var text: TrainingSettings.Text
  public var sequenceLength: Int

  private enum Key {
    static let model = "config.json"
    static let name = "modelName"
    static let seed = "seed"
    static let source = "textSource"
    static let heldOut = "heldOut"
    static let length = "sequenceLength"
  }

  private static let synthetic = "synthetic"
  private static let pathPrefix = "path "

  /// The facts of a run.
  public init(_ settings: TrainingSettings) {
    architecture = settings.model.architecture
    constants = settings.model.constants
    seed = settings.model.seed
    text = settings.text
    sequenceLength = settings.batch.sequenceLength
  }

  /// Reads what ``entries`` wrote.
  ///
  /// - Parameters:
  ///   - entries: All facts of a checkpoint.
  ///   - folder: Of the checkpoint, for errors.
  /// - Throws: `CheckpointError` with code `factsDiffer`, which names the fact that is missing or
  ///   unreadable.
  public init(_ entries: [String: String], folder: String) throws(CheckpointError) {
    func fact<Value>(
      _ key: String, _ expected: String, _ read: (String) -> Value?
    ) throws(CheckpointError) -> Value {
      guard let value = entries[key].flatMap(read) else {
        let found = entries[key].map { "is \($0)" } ?? "is missing"
        throw CheckpointError(
          code: .factsDiffer,
          detail: "\(folder): the fact \(key) \(found); expected \(expected) of a training run")
      }
      return value
    }
    let json = try fact(Key.model, "the config.json") { $0 }
    let name = try fact(Key.name, "the model's name") { $0 }
    do throws(ModelError) {
      architecture = try Architecture(configuration: json, name: name)
      constants = try ModelConstants(configuration: Array(json.utf8), name: name)
    } catch {
      throw CheckpointError(code: .factsDiffer, detail: "\(folder): \(error.detail)")
    }
    seed = try fact(Key.seed, "the seed") { UInt64($0) }
    sequenceLength = try fact(Key.length, "tokens of a sequence") { text in
      Int(text).flatMap { $0 > 0 ? $0 : nil }
    }
    let heldOut = try fact(Key.heldOut, "a share from 0 to below 1") { text in
      Double(text).flatMap { (0..<1).contains($0) ? $0 : nil }
    }
    let source = try fact(Key.source, "\(Self.synthetic), or \(Self.pathPrefix)and a path") {
      (text: String) -> TrainingSettings.Text.Source? in
      if text == Self.synthetic { return .synthetic }
      guard text.hasPrefix(Self.pathPrefix) else { return nil }
      return .path(String(text.dropFirst(Self.pathPrefix.count)))
    }
    text = TrainingSettings.Text(source, heldOut: heldOut)
  }

  /// The facts as a checkpoint keeps them; paths are absolute.
  public var entries: [String: String] {
    let source =
      switch text.source {
      case .synthetic: Self.synthetic
      case .path(let path): Self.pathPrefix + Self.absolute(path)
      }
    var entries = [
      Key.name: architecture.name, Key.seed: "\(seed)", Key.source: source,
      Key.heldOut: "\(text.heldOut)", Key.length: "\(sequenceLength)",
    ]
    entries[Key.model] = architecture.configuration(constants)?.compact
    return entries
  }

  /// What a cache of some tokens takes by the sizes of the model, in FP32.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 2.1.1.
  public func cacheBytes(tokens: Int) -> Int {
    tokens * Int(architecture.keyValueCacheBytesPerToken(bytesPerValue: 4).count)
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}
