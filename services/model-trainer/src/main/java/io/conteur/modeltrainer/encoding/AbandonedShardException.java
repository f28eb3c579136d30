package io.conteur.modeltrainer.encoding;

import java.io.IOException;

/** A shard is not finished here, because another process has finished it. */
final class AbandonedShardException extends IOException {
    private static final long serialVersionUID = 1;

    AbandonedShardException() {
        super("another process has finished the shard");
    }
}
