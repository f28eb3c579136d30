/**
 * Objects under a prefix of a bucket: small ones as byte arrays, files in parts, all with limited
 * retries. Knows nothing of artifacts. Begin with {@code Bucket}.
 */
@NullMarked
package io.conteur.artifactss3.bucket;

import org.jspecify.annotations.NullMarked;
