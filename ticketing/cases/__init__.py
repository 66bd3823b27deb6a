"""What others may learn from: model cases, matters outside any mandate, exposure in the media."""
