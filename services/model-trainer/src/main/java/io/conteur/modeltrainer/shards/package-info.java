/**
 * A corpus as token ids in files: made from text, kept in the artifact store, and read while a
 * model trains. The heap holds neither texts nor ids, however large the corpus is. {@code encoding}
 * makes shards; begin with {@code ShardStore}.
 *
 * <pre>
 * ShardWriter ─► ShardStore ─► OpenShards ─► TokenShard
 *                    │
 *                ShardIndex
 * </pre>
 */
@NullMarked
package io.conteur.modeltrainer.shards;

import org.jspecify.annotations.NullMarked;
