public import Quantities

extension Architecture {
  /// How this model keeps keys and values.
  public var keyValueCacheKind: KeyValueCache.Kind {
    switch attention {
    case .latent: .latent
    case .grouped(let heads, let keyValueHeads, _, _):
      keyValueHeads == heads ? .multiHead : keyValueHeads == 1 ? .multiQuery : .groupedQuery
    }
  }

  /// Bytes of keys and values that one token leaves in all layers of the main model.
  ///
  /// - Parameter bytesPerValue: 2 for BF16; positive.
  /// - Returns: Bytes per token.
  public func keyValueCacheBytesPerToken(bytesPerValue: Int = 2) -> Bytes {
    Bytes(Int64(layers * keyValueCacheValues(keyValueCacheKind) * bytesPerValue))
  }

  /// This model's cache beside those that it would have under each other kind of attention, in the
  /// order of `KeyValueCache.Kind`.
  ///
  /// Its own kind keeps its own shapes. Grouped-query attention stands for 8 key-value heads, as in
  /// Llama-3.1 and Qwen2.5, or one a query head where there are fewer; latent attention for a rank of
  /// 4 heads and a RoPE key of half a head, as DeepSeek-V2 chose.
  ///
  /// - Parameter bytesPerValue: 2 for BF16; positive.
  /// - Returns: One cache for each kind.
  /// - Source: DeepSeek-AI 2024, "DeepSeek-V2", arXiv:2405.04434, table 1.
  public func keyValueCaches(bytesPerValue: Int = 2) -> [KeyValueCache] {
    KeyValueCache.Kind.allCases.map { kind in
      let values = keyValueCacheValues(kind)
      return KeyValueCache(
        kind: kind, valuesPerLayer: values,
        bytesPerToken: Bytes(Int64(layers * values * bytesPerValue)))
    }
  }

  private func keyValueCacheValues(_ kind: KeyValueCache.Kind) -> Int {
    let (heads, groups, keySize, valueSize) =
      switch attention {
      case .grouped(let heads, let keyValueHeads, let headSize, _):
        (heads, keyValueCacheKind == .groupedQuery ? keyValueHeads : 8, headSize, headSize)
      case .latent(let heads, _, _, let noPositionSize, _, let valueSize):
        (heads, 8, noPositionSize, valueSize)
      }
    switch kind {
    case .latent:
      guard case .latent(_, _, let keyValueRank, _, let ropeSize, _) = attention else {
        return 4 * keySize + keySize / 2
      }
      return keyValueRank + ropeSize
    case .groupedQuery: return min(groups, heads) * (keySize + valueSize)
    case .multiQuery: return keySize + valueSize
    case .multiHead: return heads * (keySize + valueSize)
    }
  }
}
