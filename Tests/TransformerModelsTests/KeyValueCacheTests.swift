import Quantities
import Testing
import TransformerModels

@Suite("Key-value cache")
struct KeyValueCacheTests {
  @Test(
    "bytes per token are those of arXiv:2505.09343, table 1",
    arguments: [
      (Preset.deepSeekV3, 70_272), (.qwen72B, 327_680), (.llama405B, 516_096),
    ] as [(Preset, Int64)])
  func published(preset: Preset, bytes: Int64) throws {
    #expect(try preset.architecture().keyValueCacheBytesPerToken().count == bytes)
  }

  @Test("one-byte values take half")
  func width() throws {
    let model = try Preset.deepSeekV3.architecture()
    #expect(model.keyValueCacheBytesPerToken(bytesPerValue: 1) * 2 == Bytes(70272))
  }

  @Test("the four kinds side by side keep what table 1 of arXiv:2405.04434 says")
  func sideBySide() throws {
    // DeepSeek-V2: n_h = 128, d_h = 128, d_c = 512, d_h^R = 64, 60 layers.
    let caches = try Preset.deepSeekV2.architecture().keyValueCaches(bytesPerValue: 1)
    #expect(caches.map(\.kind) == [.latent, .groupedQuery, .multiQuery, .multiHead])
    #expect(caches.map(\.valuesPerLayer) == [512 + 64, 2 * 8 * 128, 2 * 128, 2 * 128 * 128])
    #expect(caches.map(\.bytesPerToken.count) == [34560, 122_880, 15360, 1_966_080])
  }

  @Test("a grouped model keeps its own groups; its latent variant has 4 and a half heads")
  func grouped() throws {
    var model = try Preset.llama70B.architecture()
    model.attention = .grouped(
      heads: 64, keyValueHeads: 16, headSize: 128, queryKeyValueBias: false)
    #expect(
      model.keyValueCaches().map(\.valuesPerLayer)
        == [4 * 128 + 64, 2 * 16 * 128, 2 * 128, 2 * 64 * 128])
  }

  @Test(
    "the kind follows from the key-value heads",
    arguments: [(1, KeyValueCache.Kind.multiQuery), (2, .groupedQuery), (4, .multiHead)])
  func kinds(keyValueHeads: Int, kind: KeyValueCache.Kind) throws {
    var model = try Preset.llama70B.architecture()
    model.attention = .grouped(
      heads: 4, keyValueHeads: keyValueHeads, headSize: 8, queryKeyValueBias: false)
    #expect(model.keyValueCacheKind == kind)
  }

  @Test("the model's own kind in the table is its own cache")
  func own() {
    for seed in 0..<200 {
      let model = Architecture.random(seed: UInt64(seed))
      let own = model.keyValueCaches().first { $0.kind == model.keyValueCacheKind }
      #expect(own?.bytesPerToken == model.keyValueCacheBytesPerToken(), "\(model)")
    }
  }
}
