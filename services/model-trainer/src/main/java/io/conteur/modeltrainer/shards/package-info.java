/**
 * A corpus as token ids in files: made from text, kept in the artifact store, and read while a
 * model trains. The heap holds neither texts nor ids, however large the corpus is. Begin with
 * {@code ShardBuilder}.
 *
 * <pre>
 * ShardBuilder ─► ShardPass ─► EncodingPipeline (PairEncoder on threads) ─► ShardWriter
 *                                    ShardIndex ◄─ ShardStore ─► OpenShards ─► TokenShard
 * </pre>
 */
@NullMarked
package io.conteur.modeltrainer.shards;

import org.jspecify.annotations.NullMarked;
