package io.conteur.modeltrainer.encoding;

/** Which shards of a corpus this process encodes. */
public interface ShardClaims {
    /** All of them. */
    ShardClaims ALL =
            new ShardClaims() {
                @Override
                public boolean claim(int shard) {
                    return true;
                }

                @Override
                public boolean over() {
                    return false;
                }

                @Override
                public boolean past(int shard) {
                    return false;
                }
            };

    /** Claims a shard. Returns false when another process has it. */
    boolean claim(int shard);

    /** Whether this process can claim no further one. */
    boolean over();

    /** Whether the process that claimed a shard has finished it, or has given it up. */
    boolean past(int shard);

    /** Tells the others that this process claims no further shard. */
    default void end() {}
}
