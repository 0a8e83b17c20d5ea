# The rules of the house.
exec tools/check-house "$BUILD/libcev.a"
