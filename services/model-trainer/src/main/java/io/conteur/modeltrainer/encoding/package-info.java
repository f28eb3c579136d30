/**
 * Encoding a corpus into {@code shards}, by one trainer or several. Texts stream through: one
 * thread reads and writes, others encode. Begin with {@code ShardBuilder}.
 *
 * <pre>
 * ShardBuilder ─► ShardPass ─► EncodingPipeline (PairEncoder on threads) ─► ShardWriter
 *       │
 *   ShardClaims: alone, or SharedClaims ◄─► shard-claims ─► CorpusClaims
 * </pre>
 *
 * <p>With several trainers each reads the whole corpus, and encodes the shards that it has claimed.
 * Encoding is deterministic, so claims only save work: a shard that is made twice is published
 * once.
 */
@NullMarked
package io.conteur.modeltrainer.encoding;

import org.jspecify.annotations.NullMarked;
